/** Alarms in words: what has happened, and what to do about it. */
import type { Output } from '../../../../shared/contracts/contracts';

export type Alarm = Output<'platform.listAlarms'>['alarms'][number];

interface AlarmWords {
  readonly title: string;
  readonly todo: string;
}

/** By kind; a test asks for every one that is raised. */
export const alarmWords: Readonly<Record<string, AlarmWords>> = {
  auditDiffers: { title: '账本自己对不上', todo: '店里的提现已停。找出第一处差异，补正后由店主恢复提现。' },
  reconciliationDiffers: { title: '和微信账单对不上', todo: '店里的提现已停。看那一天的对账，逐笔查差异。' },
  reconciliationFails: { title: '对账没做成', todo: '多半是账单没拿到。看原因，在店里的对账页再对一次。' },
  releaseFails: { title: '佣金到期没能放出', todo: '看日志里的原因，修好后它会自己再试。' },
  consequenceFails: { title: '后续处理一再失败', todo: '看日志里的原因，修好后它会自己再试。' },
  certificatesMissing: { title: '微信支付平台证书快没了', todo: '请店主换成微信支付公钥，或查网络。' },
  notifyForeign: { title: '收到别家的支付通知', todo: '核对回调地址和商户号，看有没有人伪造。' },
  paymentForeign: { title: '有一笔付款不属于任何订单', todo: '到微信商户平台查这笔，退给买家。' },
  paymentMismatch: { title: '付款和订单不一致', todo: '核对金额和付款人，钱已按规则退回。' },
  refundMismatch: { title: '退款通知和退款不一致', todo: '到微信商户平台查这笔退款。' },
  refundTwice: { title: '一笔退款可能退了两次', todo: '到微信商户平台查，多退的请店主和买家沟通。' },
  transferMismatch: { title: '转账通知和提现不一致', todo: '到微信商户平台查这笔转账。' },
  transferTwice: { title: '一笔提现可能转了两次', todo: '店里的提现已停。到微信商户平台查这笔转账。' },
  messageRejected: { title: '微信不收订阅消息', todo: '核对模板编号和字段，改配置。' },
  shareRejected: { title: '微信不给分享码或链接', todo: '看微信给的代码，查小程序的权限和额度。' },
  pushMissing: { title: '内容检查没有回音', todo: '核对消息推送的地址和令牌。' },
  refundAbnormal: { title: '退款到不了买家', todo: '店里的待办：转到商户账户，再付给买家。' },
  refundRefused: { title: '微信拒绝了退款', todo: '店里的待办：多半是余额不足，充值后会再试。' },
  shippingRejected: { title: '微信不收发货信息', todo: '店里的待办：到微信后台补录。' },
  apiV3KeyWrong: { title: '微信支付的通知解不开', todo: '店里的待办：核对 APIv3 密钥，重新填。' },
  prepayRejected: { title: '微信不受理店里的收款', todo: '店里的待办：看微信给的代码，核对绑定和权限。' },
  withdrawalReview: { title: '提现等审核', todo: '店里的待办：看过再放行。' },
  transferRefused: { title: '微信拒绝了转账', todo: '店里的待办：多半是余额不足，充值后会再试。' },
};

export const alarmTitle = (kind: string): string => alarmWords[kind]?.title ?? kind;
