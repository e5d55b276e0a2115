import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { Btn } from '../../components/Btn';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { History } from '../components/History';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { askWaiting } from '../hooks/useWaiting';
import { useWide } from '../hooks/useWide';
import { eventWords } from '../words/afterSale';
import { type Answering, No, Yes, yesLabel } from './Answer';
import { Asked, Due, Head, Money, Return } from './Body';
import './index.scss';

/** Often enough to see what the buyer and WeChat do meanwhile. */
const POLL = 15_000;

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  afterSaleId: string;
}

function AfterSale({ member, memberships, afterSaleId }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(`${merchantId} ${afterSaleId}`, () =>
    call('afterSale.inspect', { merchantId, afterSaleId }),
  );
  const afterSale = asked.status === 'ready' ? asked.value : undefined;
  const [answering, setAnswering] = useState<Answering>();
  const wide = useWide();
  const visible = useVisible();
  usePolling(again, POLL, visible && afterSale !== undefined && answering === undefined);
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  const toList = () => up('merchant/afterSales', { merchant: merchantId });
  const frame = {
    title: '售后',
    here: 'afterSales',
    member,
    memberships,
    up: { label: '售后', go: toList },
  } as const;
  if (afterSale === undefined) {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这笔售后" list="售后" toList={toList} />
      </Frame>
    );
  }
  const { status } = afterSale;
  const main = (
    <>
      <Due afterSale={afterSale} />
      <Asked afterSale={afterSale} merchantId={merchantId} />
    </>
  );
  const side = (
    <>
      <Money afterSale={afterSale} />
      <Return afterSale={afterSale} />
      <History entries={afterSale.history.map((event) => ({ at: event.at, ...eventWords(event) }))} />
    </>
  );
  const answer = {
    afterSale,
    merchantId,
    onAnswered: async () => void (await Promise.all([again(), askWaiting(merchantId)])),
    onClose: () => setAnswering(undefined),
  };
  return (
    <Frame
      {...frame}
      head={wide ? <Head afterSale={afterSale} /> : undefined}
      acts={
        mayDecide(member) &&
        (status === 'asked' || status === 'returning') && (
          <>
            <Btn id="no" kind="line" className="bar-lesser" onClick={() => setAnswering('no')}>
              拒绝
            </Btn>
            <Btn id="yes" onClick={() => setAnswering('yes')}>
              {yesLabel(afterSale)}
            </Btn>
          </>
        )
      }
    >
      <Columns head={<Head afterSale={afterSale} />} main={main} side={side} />
      {answering === 'yes' && <Yes {...answer} />}
      {answering === 'no' && <No {...answer} />}
    </Frame>
  );
}

/** One after-sale: what is asked and why, how long there is, and the answer. */
export default function MerchantAfterSalePage() {
  const [address] = useAddress('merchant/afterSale', ['merchant', 'id']);
  return (
    <Room title="售后" here="afterSales" merchantId={address.merchant}>
      {(member, memberships) => <AfterSale member={member} memberships={memberships} afterSaleId={address.id ?? ''} />}
    </Room>
  );
}
