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
  addressTooLong: { status: 409, message: '收货人最多 20 个字，详细地址最多 100 个字，请写短一点' },
  addressUnprintable: { status: 409, message: '收货人或地址里有快递单印不出来的字符，比如表情，请去掉再保存' },
  regionUnknown: { status: 409, message: '没有认出是哪个省，请重新选一次省市区' },
  addressesFull: { status: 409, message: '最多保存 20 个地址，请先删掉不用的' },
  regionNotDelivered: { status: 409, message: '有商品不发往这个地区，请换一个地址，或把它拿出这一单' },
  otherShop: { status: 409, message: '一单只能买同一家店的商品，请分开下单' },
  cartFull: { status: 409, message: '购物车放满了，请先结算或删掉一些' },

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
  orderHasAfterSale: { status: 409, message: '买家正在申请退款，请先处理售后再发货' },
  parcelTooMuch: { status: 409, message: '这个包裹里的件数超过了还没发的件数，请刷新后再发' },
  parcelKnown: { status: 409, message: '这个单号已经发过，里面是别的件数，请刷新后核对单号' },
  pickUpCodeWrong: { status: 409, message: '没有这个取货码，或已经用过了，请核对 8 位数字' },
  orderNotRefundable: { status: 409, message: '这笔订单现在不能退款' },
  refundTooMuch: { status: 409, message: '可退的件数或金额不够了，可能已有退款或售后在处理，请刷新后再试' },
  refundsUsedUp: { status: 409, message: '这笔付款退款次数太多，或已满一年，微信不能再退，请联系对方另外处理' },
  afterSaleNotAllowed: { status: 409, message: '这笔订单现在不能申请售后' },
  afterSaleOver: { status: 409, message: '已经过了申请售后的期限' },
  afterSaleNotSent: { status: 409, message: '还没有发货，不用退货，请选仅退款' },
  afterSaleTooMuch: { status: 409, message: '可以申请的件数不够了，可能已有售后在处理，请刷新后再试' },
  afterSaleMoved: { status: 409, message: '这笔售后已经有了新的进展，请刷新后再看' },
  orderNotReceivable: { status: 409, message: '这笔订单现在不能确认收货' },

  refundNotAbnormal: { status: 409, message: '这笔退款现在不用你处理，它还在路上' },

  deskCodeGone: { status: 409, message: '这个登录码已经用过或失效了，请在电脑上换一个' },
  deskCodeTaken: { status: 409, message: '这个登录码已经被别人扫过了，请在电脑上换一个' },
  deskNumberWrong: { status: 409, message: '数字和电脑上显示的不一样，输错 3 次要换一个登录码' },
  notAMember: { status: 403, message: '你还不是任何商家的成员，请让店主先添加你' },

  pictureUnreadable: { status: 422, message: '这张图片打不开，请换一张照片' },
  pictureTooLarge: { status: 413, message: '这张图片太大了，请换一张小一点的' },
  pictureUnknown: { status: 409, message: '有一张图片没有传上来，请重新选一次' },

  consentMissing: { status: 409, message: '请先看过隐私说明并同意，再填写个人信息' },
  policyChanged: { status: 409, message: '隐私说明刚刚更新过，请看过新的再决定' },
  accountBusy: { status: 409, message: '还有没了结的订单或没提走的钱，处理完就能注销' },

  billsNotThere: { status: 409, message: '这一天现在对不了账，微信的账单次日 10 点后才有，只留三个月' },

  shareUnknown: { status: 404, message: '这个分享已经失效，不影响你继续逛' },

  notifyRefused: { status: 401, message: '通知没有通过验证' },
  notifyForeign: { status: 400, message: '通知不属于这个商户' },
} as const satisfies Record<string, { status: number; message: string }>;

export type RefusalCode = keyof typeof refusals;
