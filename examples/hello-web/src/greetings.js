const greetings = {
  de: 'Guten Tag',
  en: 'Hello',
  es: 'Hola',
  fi: 'Hei',
  fr: 'Bonjour',
  it: 'Ciao',
  ja: 'こんにちは',
};

const longestName = 40;

/** The languages that we greet in. */
export const languages = Object.keys(greetings);

/** A greeting in the first language of an Accept-Language header that we speak. */
export function greet(name, acceptLanguage = '') {
  const wanted = acceptLanguage.split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  const language = wanted.find((code) => Object.hasOwn(greetings, code)) ?? 'en';
  const whom = [...name.trim()].slice(0, longestName).join('') || 'world';
  return { language, text: `${greetings[language]}, ${whom}!` };
}
