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
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import type { Membership } from '../hooks/useRoom';
import { askWaiting } from '../hooks/useWaiting';
import { useWide } from '../hooks/useWide';
import { mayApprove } from '../words/payout';
import { Head, Money, Sales, Stand, Way } from './Body';
import { Hindrance } from './Hindrance';
import { Review } from './Review';
import { Risks } from './Risks';
import './index.scss';

/** Often enough to see what WeChat and the promoter do meanwhile. */
const POLL = 10_000;

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  withdrawalId: string;
}

function Payout({ member, memberships, withdrawalId }: Props) {
  const { merchantId } = member;
  const { asked, again } = useAsk(`${merchantId} ${withdrawalId}`, () =>
    call('payout.get', { merchantId, withdrawalId }),
  );
  const payout = asked.status === 'ready' ? asked.value : undefined;
  const [deciding, setDeciding] = useState<'approve' | 'refuse'>();
  const wide = useWide();
  const visible = useVisible();
  usePolling(again, POLL, visible && payout !== undefined && deciding === undefined);
  usePullDownRefresh(() => void again().finally(endPullDown));
  const toList = () => up('merchant/payouts', { merchant: merchantId });
  const frame = {
    title: '提现',
    here: 'payouts',
    member,
    memberships,
    up: { label: '提现', go: toList },
  } as const;
  if (payout === undefined) {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这笔提现" list="提现" toList={toList} />
      </Frame>
    );
  }
  const acts = payout.status === 'review' && [
    <Btn key="refuse" id="refuse" kind="line" className="bar-lesser" onClick={() => setDeciding('refuse')}>
      退回
    </Btn>,
    mayApprove(payout) && (
      <Btn key="approve" id="approve" onClick={() => setDeciding('approve')}>
        放行
      </Btn>
    ),
  ];
  return (
    <Frame {...frame} head={wide ? <Head payout={payout} /> : undefined} acts={acts || undefined}>
      <Columns
        head={<Head payout={payout} />}
        main={
          <>
            <Stand payout={payout} />
            <Hindrance payout={payout} />
            <Risks payout={payout} merchantId={merchantId} />
            <Sales sales={payout.sales} merchantId={merchantId} />
          </>
        }
        side={
          <>
            <Money payout={payout} />
            <Way payout={payout} />
          </>
        }
      />
      {deciding !== undefined && (
        <Review
          act={deciding}
          payout={payout}
          merchantId={merchantId}
          onDone={async () => void (await Promise.all([again(), askWaiting(merchantId)]))}
          onClose={() => setDeciding(undefined)}
        />
      )}
    </Frame>
  );
}

/** One withdrawal: how it stands, why it was held back, what to look at, and the shop's word on it. */
export default function PayoutPage() {
  const [address] = useAddress('merchant/payout', ['merchant', 'id']);
  return (
    <Room title="提现" here="payouts" merchantId={address.merchant}>
      {(member, memberships) => <Payout member={member} memberships={memberships} withdrawalId={address.id ?? ''} />}
    </Room>
  );
}
