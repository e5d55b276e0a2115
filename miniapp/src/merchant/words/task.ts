import type { Output } from '../../../../shared/contracts/contracts';
import { formatFen } from '../../../../shared/money';

export type Task = Output<'task.list'>['tasks'][number];

/** What is the matter, and what the merchant can do about it. */
export function taskWords({ kind, amount, code }: Task): { title: string; text: string } {
  const money = amount === undefined ? '一笔退款' : `退款 ${formatFen(amount)} `;
  const payout = amount === undefined ? '一笔提现' : `提现 ${formatFen(amount)} `;
  switch (kind) {
    case 'refundAbnormal':
      return {
        title: `${money}退不到买家账上`,
        text: '买家的银行卡可能已经注销。把这笔钱转到商户账户后，请和买家联系，另外付给他。',
      };
    case 'refundRefused':
      return code === 'notEnough'
        ? { title: `${money}没能退出去`, text: '微信支付账户的余额不够。充值后会自动再退，不用再操作。' }
        : {
            title: `${money}没能退出去`,
            text: '微信没有受理这笔退款，我们会继续重试。一直这样的话，请看微信支付商户平台。',
          };
    case 'shippingRejected':
      return {
        title: '发货信息微信没有收',
        text: '货款要等微信收到发货信息才能结算。请在微信公众平台的「订单与发货」里补录，补完在这里勾掉。',
      };
    case 'withdrawalReview':
      return { title: `${payout}等你审核`, text: '风险规则把它留了下来。看过原因后，放行或者退回。' };
    case 'transferRefused':
      return code === 'notEnough'
        ? { title: `${payout}没能转出去`, text: '微信支付运营账户的余额不够。充值后会自动再转，不用再操作。' }
        : {
            title: `${payout}没能转出去`,
            text: '微信没有受理这笔转账，我们会继续重试。一直这样的话，请看微信支付商户平台。',
          };
    case 'apiV3KeyWrong':
      return {
        title: '微信支付的通知解不开',
        text: '多半是 APIv3 密钥填错了。请店主到商户平台核对，再到收款账户里重新填。已经付的钱不会丢，只是晚一点才查到。',
      };
    case 'prepayRejected':
      return {
        title: '微信不受理收款，买家付不了',
        text:
          code === 'APPID_MCHID_NOT_MATCH'
            ? '商户号还没有和小程序绑定。请店主在微信支付商户平台的「AppID 账号管理」里绑定，绑好就能收款。'
            : `微信给的代码是 ${code}。请店主到微信支付商户平台看看商户号的权限，再到收款账户里核对密钥。`,
      };
  }
}
