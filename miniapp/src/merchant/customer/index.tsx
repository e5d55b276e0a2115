import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import type { Input } from '../../../../shared/contracts/contracts';
import { Btn } from '../../components/Btn';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { type PageParams, up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { Changes, Head, Promoter, Referrer } from './Body';
import { Correct } from './Correct';
import { Suspend } from './Suspend';
import './index.scss';

type Address = Partial<PageParams['merchant/customer']>;

/** By whatever the address names them. */
function whoIn({ person = '', order, code }: Address): Input<'referral.get'>['of'] {
  if (order !== undefined) return { by: 'order', orderId: order };
  return code !== undefined ? { by: 'code', code } : { by: 'person', userId: person };
}

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
}

function Customer({ member, memberships, address }: Props) {
  const { merchantId } = member;
  const of = whoIn(address);
  const { asked, again } = useAsk(`${merchantId} ${JSON.stringify(of)}`, () =>
    call('referral.get', { merchantId, of }),
  );
  const referral = asked.status === 'ready' ? asked.value : undefined;
  const [doing, setDoing] = useState<'correct' | 'suspend'>();
  const wide = useWide();
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  const toRules = () => up('merchant/referral', { merchant: merchantId });
  const frame = {
    title: '推荐关系',
    here: 'referral',
    member,
    memberships,
    up: { label: '锁客规则', go: toRules },
  } as const;
  if (referral === undefined) {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这个人" toList={toRules} way="去锁客规则" />
      </Frame>
    );
  }
  const dialog = { referral, merchantId, onClose: () => setDoing(undefined) };
  const acts = mayDecide(member) && [
    <Btn key="suspend" id="suspend" kind="line" className="bar-lesser" onClick={() => setDoing('suspend')}>
      {referral.suspended ? '恢复推广' : '停用推广'}
    </Btn>,
    <Btn key="correct" id="correct" onClick={() => setDoing('correct')}>
      更正推荐人
    </Btn>,
  ];
  return (
    <Frame {...frame} head={wide ? <Head referral={referral} /> : undefined} acts={acts || undefined}>
      <Columns
        head={<Head referral={referral} />}
        main={
          <>
            <Referrer referral={referral} merchantId={merchantId} />
            <Changes referral={referral} />
          </>
        }
        side={<Promoter referral={referral} />}
      />
      {doing === 'correct' && <Correct {...dialog} onCorrected={again} />}
      {doing === 'suspend' && <Suspend {...dialog} onDone={again} />}
    </Frame>
  );
}

/** One person of the shop: whose friend they are and how that came about, and whether they may bring others. */
export default function CustomerPage() {
  const [address] = useAddress('merchant/customer', ['merchant', 'person', 'order', 'code']);
  return (
    <Room title="推荐关系" here="referral" merchantId={address.merchant}>
      {(member, memberships) => <Customer member={member} memberships={memberships} address={address} />}
    </Room>
  );
}
