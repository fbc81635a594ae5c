const greeting = document.querySelector('#greeting');
const input = document.querySelector('#name');

// Only the answer to the last letter typed counts.
let asked = 0;

input.addEventListener('input', async () => {
  const mine = (asked += 1);
  const response = await fetch(`/api/greeting?name=${encodeURIComponent(input.value)}`);
  const { text } = await response.json();
  if (mine === asked) greeting.textContent = text;
});
