import { Btn } from '../../components/Btn';
import { open } from '../../platform/nav';
import { type Membership, mayDecide } from '../hooks/useRoom';
import type { CampaignDetail } from '../words/campaign';

/** Whether there is a next edition to write from here, and whether this person may. */
export const mayRenew = ({ status }: CampaignDetail, member: Membership): boolean =>
  status !== 'ended' && mayDecide(member);

/** The way to the next edition. */
export const Renew = ({ campaignId, merchantId }: { campaignId: string; merchantId: string }) => (
  <Btn id="renew" kind="tint" onClick={() => open('merchant/campaignForm', { merchant: merchantId, id: campaignId })}>
    改规则
  </Btn>
);
