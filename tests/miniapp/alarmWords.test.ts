/** Alarms in words: none is shown as its code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { alarmWords } from '../../miniapp/src/merchant/words/alarm';

const functions = resolve(__dirname, '../../functions');

/** Every kind that the server raises, by its source. */
const kinds = readdirSync(functions, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [
    ...readFileSync(join(functions, file), 'utf8').matchAll(/raise(?:Alarm|Task)\(\s*[\w.]+,\s*'(\w+)'/g),
  ])
  .map(([, kind]) => kind as string);

it('each kind of alarm has its words, and there are no words of others', () => {
  expect(new Set(kinds).size).toBeGreaterThan(15);
  expect(Object.keys(alarmWords).sort()).toEqual([...new Set(kinds)].sort());
});

it('each says what happened and what to do', () => {
  for (const { title, todo } of Object.values(alarmWords)) {
    expect(title).toMatch(/^[\u4e00-\u9fff]{4,16}$/);
    expect(todo).toMatch(/。$/);
  }
});
