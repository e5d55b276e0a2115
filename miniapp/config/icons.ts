/**
 * Which icon is used at which size. An icon's stroke is 1.5 px whatever its size, so each size is its own drawing;
 * only those named here are put into the stylesheet. `<Icon>` takes its types from this table.
 */
export const iconSizes = {
  alert: [20, 32],
  back: [24],
  bag: [32],
  bell: [20],
  box: [20, 32],
  chat: [20, 24],
  check: [14, 16, 20],
  clock: [16, 18, 20],
  copy: [20],
  down: [14, 16],
  home: [24],
  image: [32],
  leaf: [20],
  link: [18],
  lock: [18],
  orders: [20, 24, 32],
  people: [20, 24, 32],
  pin: [20],
  plus: [14, 16, 20, 24],
  refund: [16, 18, 20, 32],
  right: [14, 16, 20],
  search: [20, 32],
  share: [20, 24],
  shield: [16, 18, 20],
  stop: [20, 32],
  swap: [18],
  tag: [20],
  truck: [18, 20],
  up: [16],
  user: [20, 24],
  wallet: [20, 32],
  wechat: [20],
  x: [20, 24],
} as const;

export type IconSizes = typeof iconSizes;
