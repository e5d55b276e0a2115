/**
 * Which icon is used at which size. An icon's stroke is 1.5 px whatever its size, so each size is its own drawing;
 * only those named here are put into a stylesheet. `<Icon>` takes its types from these tables.
 */
export const iconSizes = {
  alert: [20, 32],
  back: [24],
  bag: [32],
  basket: [20, 24, 32],
  bell: [16],
  chat: [18, 24],
  check: [14, 16, 18, 20],
  clock: [18, 20],
  desk: [20],
  download: [24],
  gear: [20],
  image: [24],
  knife: [20],
  leaf: [20],
  link: [18, 24],
  lock: [18],
  minus: [16],
  orders: [20, 32],
  people: [18, 20, 32],
  pin: [20],
  plus: [14, 16, 24],
  refund: [16, 18, 20],
  right: [14, 16],
  ring: [24],
  scan: [20],
  search: [18, 32],
  share: [24],
  shield: [16, 18],
  shop: [20],
  stop: [32],
  swap: [18],
  tag: [18, 20],
  truck: [18, 20],
  up: [16],
  wallet: [20, 32],
  x: [24],
} as const;

/** Sizes that the merchant's room alone uses; they come with its pages. */
export const merchantIconSizes = {
  alert: [16],
  back: [16],
  bag: [18, 20],
  bell: [18],
  box: [18, 20],
  chart: [18, 20],
  check: [32],
  clock: [16, 32],
  desk: [18, 32],
  down: [16],
  download: [16],
  gear: [18],
  home: [18, 20],
  lock: [20],
  mega: [18, 20, 32],
  more: [20],
  orders: [18],
  out: [18],
  people: [16, 18],
  phone: [20],
  right: [18],
  search: [16],
  shield: [20],
  shop: [18, 20, 32],
  stop: [16],
  tree: [18, 20],
  wallet: [18],
  wechat: [18, 20],
  x: [16],
} as const;

/** Sizes that the pages of bargains alone use; they come with those pages. */
export const bargainIconSizes = {
  alert: [16],
  copy: [16],
  lock: [14],
  shield: [32],
} as const;

export type IconSizes = typeof iconSizes;
export type MerchantIconSizes = typeof merchantIconSizes;
export type BargainIconSizes = typeof bargainIconSizes;
