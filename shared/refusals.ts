/**
 * EVERY EXPECTED "NO": code → HTTP status and the sentence a person reads. Server and app read the same table.
 * A sentence says what is the case and what to do next; it never blames.
 */
export const refusals = {
  badRequest: { status: 400, message: '提交的内容不完整或格式不对，请检查后再试' },
  bodyTooLarge: { status: 413, message: '提交的内容太大了' },
  unauthenticated: { status: 401, message: '登录已过期，请重新登录' },
  loginCodeInvalid: { status: 401, message: '微信登录没成功，请再试一次' },
  loginRiskUser: { status: 403, message: '微信认为这个账号有风险，暂时不能登录' },
  forbidden: { status: 403, message: '你没有这个操作的权限' },
  notFound: { status: 404, message: '没有找到这项内容，可能已经被移除' },
  tooOften: { status: 429, message: '操作太频繁了，请稍等一会儿再试' },
  requestIdReused: { status: 422, message: '这次提交和上次用了同一个编号，但内容不同，请返回重新提交' },
  conflict: { status: 409, message: '刚刚有别的变动，请再试一次' },
  busy: { status: 503, message: '现在人有点多。你的钱和座位都在，再试一次' },
  unavailable: { status: 503, message: '服务暂时连不上。你的钱和座位都在，再试一次' },
  internal: { status: 500, message: '我们这边出了点问题，已经记录下来，请稍后再试' },

  productGone: { status: 409, message: '这件商品已经下架了' },
  soldOut: { status: 409, message: '这个规格卖完了' },
  quantityLimit: { status: 409, message: '超过了每单可买的件数' },
  priceChanged: { status: 409, message: '价格刚刚有变动，请看过新价格再付款' },
  addressMissing: { status: 409, message: '请先填写收货地址' },

  campaignNotLive: { status: 409, message: '这场拼团现在不能参加，已经结束或还没开始' },
  quotaUsedUp: { status: 409, message: '这场拼团的名额卖完了' },
  personLimit: { status: 409, message: '你在这场拼团的次数已经用完' },
  groupFull: { status: 409, message: '这个团刚刚满员了，可以自己开一个团' },
  groupNotOpen: { status: 409, message: '这个团还没有开始，等团长付款后就能参加' },
  groupFormed: { status: 409, message: '这个团已经成团，可以自己开一个团' },
  groupExpired: { status: 409, message: '这个团已经截止，可以自己开一个团' },
  groupFailed: { status: 409, message: '这个团没有拼成，可以自己开一个团' },
  campaignEnded: { status: 409, message: '商家提前结束了这场拼团，付过的钱会原路退回' },
  newcomersOnly: { status: 409, message: '这个团只邀新客，你在这家店买过或有待付款的订单，可以自己开团' },
  chatUnknown: { status: 409, message: '没能认出这个群，请从群里重新打开小程序' },
  chatOnly: { status: 409, message: '这个团只限开团的那个微信群，请从那个群里打开' },
  chatNeeded: { status: 409, message: '这场拼团要从微信群里打开，才能开团' },
  leaveNotAllowed: { status: 409, message: '这场拼团付款后不能退团，没成团会自动退款' },
  notInGroup: { status: 409, message: '你不在这个团里' },
  campaignNotEndable: { status: 409, message: '这场活动已经结束，或者还没发布' },
  alreadyInGroup: { status: 409, message: '你已经在这个团里了' },

  orderNotPayable: { status: 409, message: '这笔订单现在不能付款，可能已超时关闭' },
  orderAlreadyPaid: { status: 409, message: '这笔订单已经付过款了' },
  orderNotCancellable: { status: 409, message: '这笔订单现在不能取消' },
  orderNotShippable: { status: 409, message: '这笔订单现在不能发货' },
  orderNotReceivable: { status: 409, message: '这笔订单现在不能确认收货' },

  deskCodeGone: { status: 409, message: '这个登录码已经用过或失效了，请在电脑上换一个' },
  deskCodeTaken: { status: 409, message: '这个登录码已经被别人扫过了，请在电脑上换一个' },
  deskNumberWrong: { status: 409, message: '数字和电脑上显示的不一样，输错 3 次要换一个登录码' },
  notAMember: { status: 403, message: '你还不是任何商家的成员，请让店主先添加你' },

  shareUnknown: { status: 404, message: '这个分享已经失效，不影响你继续逛' },

  notifyRefused: { status: 401, message: '通知没有通过验证' },
  notifyForeign: { status: 400, message: '通知不属于这个商户' },
} as const satisfies Record<string, { status: number; message: string }>;

export type RefusalCode = keyof typeof refusals;
