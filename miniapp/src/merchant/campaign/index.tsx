import { usePullDownRefresh } from '@tarojs/taro';
import { useState } from 'react';
import { Btn } from '../../components/Btn';
import { useAsk } from '../../hooks/useAsk';
import { usePolling } from '../../hooks/usePolling';
import { useVisible } from '../../hooks/useVisible';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { endPullDown } from '../../platform/notice';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { Body, Head } from './Body';
import { EndCampaign, endLabel, mayEnd } from './EndCampaign';
import { kindParts } from './kinds';
import { Parts } from './Parts';
import { mayPause, PauseCampaign, pauseLabel } from './PauseCampaign';
import type { Address } from './part';
import { mayRenew, Renew } from './Renew';
import { Ways } from './Ways';
import './index.scss';

/** Often enough to see people come, and to notice that this desk was signed out. */
const POLL = 15_000;

interface Props {
  member: Membership;
  memberships: readonly Membership[];
  address: Address;
  change: (part: Address) => void;
}

function Campaign({ member, memberships, address, change }: Props) {
  const { merchantId } = member;
  const campaignId = address.id ?? '';
  const { asked, again } = useAsk(`${merchantId} ${campaignId}`, () =>
    call('campaign.get', { merchantId, campaignId }),
  );
  const campaign = asked.status === 'ready' ? asked.value : undefined;
  const [ending, setEnding] = useState(false);
  const [pausing, setPausing] = useState(false);
  const wide = useWide();
  const visible = useVisible();
  usePolling(again, POLL, visible && campaign !== undefined && !ending && !pausing);
  usePullDownRefresh(() => void again().finally(() => endPullDown()));
  const toList = () => up('merchant/campaigns', { merchant: merchantId });
  const acts = campaign
    ? [
        mayEnd(campaign, member) && (
          <Btn key="end" id="end" kind="line" onClick={() => setEnding(true)}>
            {endLabel(campaign)}
          </Btn>
        ),
        wide && mayPause(campaign, member) && (
          <Btn key="pause" id="pause" kind="line" onClick={() => setPausing(true)}>
            {pauseLabel(campaign)}
          </Btn>
        ),
        mayRenew(campaign, member) && <Renew key="renew" campaignId={campaign.id} merchantId={merchantId} />,
      ].filter(Boolean)
    : [];
  return (
    <Frame
      title="活动"
      here="campaigns"
      member={member}
      memberships={memberships}
      up={{ label: '活动', go: toList }}
      head={wide && campaign ? <Head campaign={campaign} /> : undefined}
      acts={acts.length > 0 && acts}
    >
      {campaign === undefined ? (
        <Lost asked={asked} again={again} what="这场活动" toList={toList} />
      ) : (
        <>
          <Body campaign={campaign} kind={kindParts(campaign)} onFigure={change} />
          <Ways
            campaign={campaign}
            merchantId={merchantId}
            copies={mayDecide(member)}
            // A bar on a phone has room for two.
            onPause={!wide && mayPause(campaign, member) ? () => setPausing(true) : undefined}
          />
          <Parts
            campaign={campaign}
            kind={kindParts(campaign)}
            merchantId={merchantId}
            address={address}
            change={change}
          />
          {pausing && (
            <PauseCampaign
              campaign={campaign}
              merchantId={merchantId}
              onDone={again}
              onClose={() => setPausing(false)}
            />
          )}
          {ending && (
            <EndCampaign campaign={campaign} merchantId={merchantId} onEnded={again} onClose={() => setEnding(false)} />
          )}
        </>
      )}
    </Frame>
  );
}

/** One campaign: its terms, its groups, and what became of every payment. */
export default function CampaignPage() {
  const [address, change] = useAddress('merchant/campaign', ['merchant', 'id', 'tab', 'state']);
  return (
    <Room title="活动" here="campaigns" merchantId={address.merchant}>
      {(member, memberships) => (
        <Campaign member={member} memberships={memberships} address={address} change={change} />
      )}
    </Room>
  );
}
