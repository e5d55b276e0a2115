import { Input, Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import { formatFen } from '../../../../shared/money';
import { MINUTE } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Price } from '../../components/Price';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Empty, Failed } from '../../components/State';
import { StickyBar } from '../../components/StickyBar';
import { Terms } from '../../components/Terms';
import { useAddressChoice } from '../../hooks/useAddressChoice';
import { personIsHere, signInLabel } from '../../hooks/usePerson';
import type { Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { back, open, replaceBy } from '../../platform/nav';
import { Destination } from './Destination';
import { Goods } from './Goods';
import { usePurchase } from './usePurchase';
import { bargainConditions, conditions, dead, promise, wrongChat } from './words';
import './index.scss';

interface RefusedProps {
  problem: Problem;
  /** What it was to be bought by. */
  bargain: string | undefined;
  onRetry: () => void;
}

/** Why there is nothing to confirm. */
function Refused({ problem, bargain, onRetry }: RefusedProps) {
  if (problem.kind === 'refused' && problem.code === 'unauthenticated') {
    return (
      <Empty
        icon="people"
        title="先登录，再下单"
        action={{ id: 'toSignIn', label: signInLabel, onClick: () => void personIsHere() }}
      />
    );
  }
  if (!dead(problem)) return <Failed problem={problem} onRetry={onRetry} />;
  return (
    <Empty
      icon="stop"
      title="这一单下不了"
      text={problem.message}
      action={
        bargain === undefined
          ? { id: 'goBack', label: '回去看看', onClick: back }
          : // An order that waits for payment is a tap away from there.
            { id: 'toBargain', label: '去看砍价', onClick: () => replaceBy('bargain/bargain', { id: bargain }) }
      }
    />
  );
}

export default function ConfirmPage() {
  const { params } = useRouter();
  const purchase = usePurchase(params);
  const { quoted, problem, totalBefore } = purchase;

  if (quoted.status === 'failed') {
    return (
      <Screen title="确认订单">
        <Refused problem={quoted.problem} bargain={params.bargain} onRetry={purchase.again} />
        <Hosts />
      </Screen>
    );
  }
  const quote = quoted.status === 'ready' ? quoted.value : undefined;
  if (quote === undefined) {
    return (
      <Screen title="确认订单">
        <Skeleton bones={['line', 'order', 'wallet']} />
        <Hosts />
      </Screen>
    );
  }

  const group = quote.groupBuy;
  const blocked = problem !== undefined && dead(problem);
  const homeless = purchase.pickupPointId === undefined && quote.address === undefined;
  const undelivered = quote.lines.filter(({ notDelivered }) => notDelivered).map(({ sku }) => sku.id);
  const off = blocked || undelivered.length > 0;

  /** An order that may have been made already keeps its address: the same request would not carry another one. */
  function toAddresses(): void {
    if (purchase.fixed()) return;
    useAddressChoice.setState({ id: quote?.address?.id });
    if (quote?.address === undefined) open('buyer/address', { choose: '1' });
    else open('buyer/addresses', { choose: '1' });
  }

  return (
    <Screen
      title="确认订单"
      bar={
        <StickyBar
          note={
            group
              ? `付款即同意《拼团规则》第 ${group.version} 版 · 席位留 ${Math.round(group.hold / MINUTE)} 分钟`
              : undefined
          }
        >
          {homeless && !off ? (
            <Btn id="fillAddress" block onClick={toAddresses}>
              填写收货地址
            </Btn>
          ) : (
            <Btn
              id="pay"
              block
              busy={purchase.busy || purchase.pricing}
              disabled={off}
              onClick={() => void purchase.pay()}
            >
              {blocked ? (
                '这一单下不了'
              ) : off ? (
                '有商品不发往这个地区'
              ) : (
                <>
                  <Text>微信支付</Text>
                  <Price fen={quote.total} tone="inherit" />
                </>
              )}
            </Btn>
          )}
        </StickyBar>
      }
    >
      <Destination
        quote={quote}
        pickupPointId={purchase.pickupPointId}
        onAddress={toAddresses}
        onPoint={purchase.choosePoint}
      />
      <View className="card">
        <Goods quote={quote} />
        {undelivered.length > 0 && (
          <View className="row wrap g8 m12">
            <Text className="grow f13 cd">换一个地址{quote.pickupPoints.length > 0 ? '、改成自提' : ''}，就能下单</Text>
            {undelivered.length < quote.lines.length && (
              <Btn id="leaveOut" kind="line" size="s" onClick={() => purchase.leaveOut(undelivered)}>
                拿出这 {undelivered.length} 种
              </Btn>
            )}
          </View>
        )}
        <View className="m12">
          <Terms
            terms={[
              { icon: 'refund', text: promise(quote, serverNow()) },
              ...(group ? conditions(group) : []),
              ...(quote.bargain ? bargainConditions(quote.bargain, serverNow()) : []),
            ]}
            small
          />
        </View>
      </View>
      <View className="card row g12 confirm-remark">
        <Text className="f14 still">留言</Text>
        <Input
          id="remark"
          className="grow f14 confirm-remark-field"
          value={purchase.remark}
          maxlength={100}
          placeholder="对商家说一句，可不填"
          placeholderClass="confirm-placeholder"
          onInput={(event) => purchase.write(event.detail.value)}
        />
      </View>
      {problem && (
        <View id="problem" className="card row row-top g8 confirm-problem" aria-live="polite">
          <Icon name="alert" size={20} />
          <View className="grow">
            <View className="f14">{problem.message}</View>
            {totalBefore !== undefined && totalBefore !== quote.total && (
              <View className="f13">
                应付从 {formatFen(totalBefore)} 变成 {formatFen(quote.total)}，还没有扣款
              </View>
            )}
            {blocked && (
              <View className="row g8 m8">
                <Btn id="goBack" kind="line" size="s" onClick={back}>
                  回去看看
                </Btn>
                {params.group !== undefined && (
                  <Btn
                    id="leadInstead"
                    kind="line"
                    size="s"
                    onClick={() => open('product', { id: quote.lines[0]?.product.id ?? '' })}
                  >
                    {wrongChat(problem) ? '看看商品' : '自己开团'}
                  </Btn>
                )}
              </View>
            )}
          </View>
        </View>
      )}
      <Hosts />
    </Screen>
  );
}
