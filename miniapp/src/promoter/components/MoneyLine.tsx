import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { formatBps, formatFen, splitFen } from '../../../../shared/money';
import { formatDay, formatWhen, type Ms } from '../../../../shared/time';
import { asButton } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { Receipt, ReceiptLine } from '../../components/Receipt';
import { type Term, Terms } from '../../components/Terms';
import { open as openPage } from '../../platform/nav';
import './MoneyLine.scss';

export type Earning = Output<'earnings.list'>['earnings'][number];

const states: Record<Earning['status'], string> = {
  held: '冻结中',
  available: '已转入可提现',
  reversed: '已冲回',
  elsewhere: '已归属其他推荐人',
};

const levels = ['', '一级', '二级', '三级'];

/** `4384` mills of a yuan → `4.384`: base × rate before it is rounded down, for the line about the lost fraction. */
function exactEarned(base: number, rate: number): { text: string; lost: boolean } {
  const tenThousandths = base * rate;
  const whole = (tenThousandths - (tenThousandths % 1_000_000)) / 1_000_000;
  const rest = String(tenThousandths % 1_000_000).padStart(6, '0');
  return {
    text: `${whole}.${rest.slice(0, 2)}${rest.slice(2).replace(/0+$/, '')}`,
    lost: tenThousandths % 10_000 !== 0,
  };
}

const shareKinds = { shop: '店铺', product: '商品', group: '拼团', bargain: '砍价', promoter: '推广码' } as const;

const policies = { shop: '店铺规则', product: '商品单独的规则', campaign: '活动单独的规则' } as const;

/** Right of a line: whose it is by now, or from which day on. */
function stateWords({ status, why }: Earning, now: Ms): string {
  if (status === 'held' && why?.dueAt !== undefined) return `${formatDay(why.dueAt, now)}可提现`;
  if (status !== 'available' || !why?.released?.repaid) return states[status];
  return why.released.available > 0 ? '部分抵了欠款' : '已抵欠款';
}

/** Where it went when it was due. */
function releasedWords({ released }: NonNullable<Earning['why']>): string {
  if (!released?.repaid) return '已转入可提现';
  if (released.available === 0) return `${formatFen(released.repaid)} 抵了欠款`;
  return `先抵欠款 ${formatFen(released.repaid)}，其余 ${formatFen(released.available)} 转入可提现`;
}

function reasons(earning: Earning, why: NonNullable<Earning['why']>, now: Ms): Term[] {
  const from =
    why.share === undefined
      ? `${earning.buyerName} ${formatWhen(why.boundAt, now)} 绑定你为推荐人`
      : `${earning.buyerName} ${formatWhen(why.boundAt, now)} 打开你分享的${shareKinds[why.share.kind]}「${why.share.title}」后绑定，分享编号 ${why.share.token.slice(0, 6)}`;
  const due =
    earning.status === 'held'
      ? why.dueAt === undefined
        ? `朋友签收满 ${why.holdDays} 天、没有售后，就可以提现`
        : `${formatWhen(why.dueAt, now)} 起可提现：签收满 ${why.holdDays} 天，没有售后`
      : earning.status === 'available'
        ? `签收已满 ${why.holdDays} 天，没有售后，${releasedWords(why)}`
        : '这笔订单退了款，佣金按比例冲回';
  return [
    { icon: 'link', text: from },
    { icon: 'clock', text: due },
    { icon: 'lock', text: `按下单时的${policies[why.policyOf]}第 ${why.policyVersion} 版算，改版不影响它` },
  ];
}

/** One line of the wallet; a tap turns it over to the receipt. */
export function MoneyLine({ earning, now }: { earning: Earning; now: Ms }) {
  const [open, setOpen] = useState(false);
  const { why, status, amount } = earning;
  const elsewhere = status === 'elsewhere';
  const { yuan, rest } = splitFen(amount);
  const toOrder = () => openPage('promoter/order', { id: earning.orderId });
  const exact = why && exactEarned(why.base, why.rate);
  return (
    <View id={`earning-${earning.id}`} className="money">
      <View
        id={`line-${earning.id}`}
        className="money-line"
        {...asButton}
        aria-expanded={open}
        onClick={why ? () => setOpen(!open) : toOrder}
      >
        <View className={`dab ${elsewhere || status === 'reversed' ? '' : 'dab-money'}`}>
          {elsewhere ? (
            <Icon name="people" size={20} />
          ) : (
            <Icon name={status === 'reversed' ? 'refund' : 'tag'} size={20} />
          )}
        </View>
        <View className="grow">
          <View className="f14 cut">
            {earning.buyerName} 买了{earning.title}
            {earning.quantity > 1 ? ` × ${earning.quantity}` : ''}
          </View>
          <View className="f12 c3 cut">
            {formatWhen(earning.at, now)}
            {why ? ` · ${levels[why.level] ?? `${why.level} 级`}佣金` : ''}
          </View>
        </View>
        <View className="tr still">
          {!elsewhere && (
            <View className={`money-amount ${status === 'reversed' ? '' : 'cm'}`}>
              {status === 'reversed' ? '' : '+'}
              {yuan}.{rest}
            </View>
          )}
          <View className="f12 c3">{stateWords(earning, now)}</View>
        </View>
      </View>
      {open && why && exact && (
        <Receipt torn className="money-receipt">
          <View className="row spread money-why" role="button" onClick={() => setOpen(false)}>
            <Text className="f13 bold">为什么是 {formatFen(why.earned)}</Text>
            <Icon name="up" size={16} className="c3" />
          </View>
          <ReceiptLine label="计佣金额" value={formatFen(why.base)} />
          <ReceiptLine label={`${levels[why.level] ?? `${why.level} 级`}比例`} value={`× ${formatBps(why.rate)}`} />
          {why.grade && (
            <View className="f12 c3">
              其中「{why.grade.name}」等级加 <Text className="num">{formatBps(why.grade.bonus)}</Text>
            </View>
          )}
          {why.reversed > 0 && <ReceiptLine label="佣金" value={formatFen(why.earned)} />}
          {why.refunds.map(({ amount: back, at, cause }) => (
            <ReceiptLine key={`${at} ${cause}`} label={`${formatDay(at, now)} ${cause}`} value={formatFen(-back)} />
          ))}
          <ReceiptLine label="你得" value={formatFen(amount)} total tone="money" />
          {exact.lost && (
            <View className="f12 c3">
              算得 <Text className="num">{exact.text}</Text> 元，不足 1 分的归商家
            </View>
          )}
          <View className="m12">
            <Terms terms={reasons(earning, why, now)} small />
          </View>
          <View className="f12 c3 m8">
            订单 <Text className="num">{earning.orderId.slice(-8)}</Text> · 计佣的是实付货款，不含运费
          </View>
          <View id={`toOrder-${earning.id}`} className="link m8" {...asButton} onClick={toOrder}>
            这一单怎么归属的
            <Icon name="right" size={14} />
          </View>
        </Receipt>
      )}
    </View>
  );
}
