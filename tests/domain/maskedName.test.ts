import { maskedName } from '../../shared/domain/maskedName';

it.each([
  ['周小满', '周*满'],
  ['周满', '周*'],
  ['周', '周*'],
  ['𠮷田步美', '𠮷*美'],
  ['Zoe Zhang', 'Z*g'],
  ['', '*'],
  ['微信用户', '微信用户'],
  ['已注销的用户', '已注销的用户'],
])('%s is seen as %s', (name, seen) => expect(maskedName(name)).toBe(seen));
