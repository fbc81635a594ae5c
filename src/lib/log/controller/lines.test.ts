import { expect, test } from 'vitest';
import { moveEnd, neighbourOf } from './lines.ts';
import { LogBuffer } from '../LogBuffer.ts';

const buffer = new LogBuffer();
buffer.append([
  { time: 0, message: 'a', level: 'info', seq: 3 },
  { kind: 'marker', text: 'gap', time: 0 },
  { time: 0, message: 'b\nb', level: 'info', seq: 7, ordinal: 1 },
  { time: 0, message: 'c', level: 'info', seq: 8 },
]);

test('the neighbour of a line is the next message, not its further rows nor what is no line', () => {
  expect(neighbourOf(buffer, 3, 1)).toEqual({ seq: 7, index: 2 });
  expect(neighbourOf(buffer, 7, 1)).toEqual({ seq: 8, index: 4 });
  expect(neighbourOf(buffer, 8, -1)).toEqual({ seq: 7, index: 2 });
  expect(neighbourOf(buffer, 7, -1)).toEqual({ seq: 3, index: 0 });
  expect(neighbourOf(buffer, 3, -1)).toBeNull();
  expect(neighbourOf(buffer, 8, 1)).toBeNull();
  expect(neighbourOf(buffer, 9, 1)).toBeNull();
});

test('a range turns over when its moving end passes the other one', () => {
  expect(moveEnd({ from: 3, to: 3 }, 3, 7)).toEqual({ from: 3, to: 7 });
  expect(moveEnd({ from: 3, to: 7 }, 7, 8)).toEqual({ from: 3, to: 8 });
  expect(moveEnd({ from: 3, to: 7 }, 7, 3)).toEqual({ from: 3, to: 3 });
  expect(moveEnd({ from: 3, to: 7 }, 3, 8)).toEqual({ from: 7, to: 8 });
});
