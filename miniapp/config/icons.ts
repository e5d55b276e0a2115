/**
 * Which icon is used at which size. An icon's stroke is 1.5 px whatever its size, so each size is its own drawing;
 * only those named here are put into the stylesheet. `<Icon>` takes its types from this table.
 */
export const iconSizes = {
  alert: [20, 32],
  back: [24],
  bag: [32],
  chat: [24],
  check: [14, 16, 20],
  clock: [18, 20],
  leaf: [20],
  link: [18],
  lock: [18],
  minus: [16],
  orders: [20, 32],
  people: [20, 32],
  pin: [20],
  plus: [14, 16, 24],
  refund: [16, 18, 20],
  right: [14, 16],
  share: [24],
  shield: [16, 18],
  stop: [32],
  swap: [18],
  tag: [20],
  truck: [18, 20],
  up: [16],
  wallet: [20, 32],
  x: [24],
} as const;

export type IconSizes = typeof iconSizes;
