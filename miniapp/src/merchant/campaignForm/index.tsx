import { useState } from 'react';
import type { Output } from '../../../../shared/contracts/contracts';
import { ok, type Result } from '../../../../shared/result';
import { Empty } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { up } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import type { CampaignDetail, CampaignKind } from '../words/campaign';
import { copyOf, draftIn, draftOf, type Goods, newDraft } from './draft';
import { type Edition, Editor } from './Editor';
import { Start } from './Start';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

const frameOf = ({ member, memberships }: Props, title: string, toList: () => void) =>
  ({ title, here: 'campaigns', member, memberships, up: { label: '活动', go: toList } }) as const;

const toListOf =
  ({ member: { merchantId } }: Props) =>
  () =>
    up('merchant/campaigns', { merchant: merchantId });

const goodsOf = ({ id, title, pictures, skus }: Output<'product.get'>): Goods => ({
  id,
  title,
  cover: pictures[0] ?? '',
  skus,
});

/** What is on, as an edition of its kind. */
const editionOf = (campaign: CampaignDetail): Edition => ({ ...campaign, campaignId: campaign.id });

/** A new campaign: first its kind and the product, then its terms. */
function NewCampaign(props: Props) {
  const { merchantId } = props.member;
  const [kind, setKind] = useState<CampaignKind>('groupBuy');
  const [productId, setProductId] = useState<string>();
  const frame = frameOf(props, '新建活动', toListOf(props));
  const { asked, again } = useAsk(productId, () => call('product.get', { productId: productId ?? '' }));
  if (productId === undefined) {
    return (
      <Frame {...frame}>
        <Start member={props.member} kind={kind} onKind={setKind} onProduct={setProductId} />
      </Frame>
    );
  }
  const other = () => setProductId(undefined);
  if (asked.status !== 'ready') {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这件商品" toList={other} />
      </Frame>
    );
  }
  const goods = goodsOf(asked.value);
  return (
    <Editor
      key={goods.id}
      frame={frame}
      merchantId={merchantId}
      kind={kind}
      goods={goods}
      name={goods.id}
      begun={newDraft(kind, goods, serverNow())}
      again={again}
      onOther={other}
    />
  );
}

interface OfCampaign extends Props {
  campaignId: string;
  /** It begins another campaign of the same terms. */
  copied: boolean;
}

/** The next edition of a campaign that is on, or another campaign like it. */
function FromCampaign({ campaignId, copied, ...props }: OfCampaign) {
  const { merchantId } = props.member;
  const { asked, again } = useAsk(campaignId, () => call('campaign.get', { merchantId, campaignId }));
  const toList = toListOf(props);
  const frame = frameOf(props, copied ? '复制活动' : '改活动的规则', toList);
  if (asked.status !== 'ready') {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这场活动" toList={toList} />
      </Frame>
    );
  }
  const campaign = asked.value;
  if (!copied && campaign.status === 'ended') {
    return (
      <Frame {...frame}>
        <Over toList={toList} />
      </Frame>
    );
  }
  const edition = editionOf(campaign);
  return (
    <Editor
      frame={frame}
      merchantId={merchantId}
      kind={campaign.kind}
      goods={{ ...campaign.product, skus: campaign.skus }}
      name={copied ? `copy of ${campaignId}` : campaignId}
      begun={copied ? copyOf(edition, serverNow()) : draftOf(edition)}
      current={copied ? undefined : edition}
      again={again}
    />
  );
}

const Over = ({ toList }: { toList: () => void }) => (
  <Empty
    icon="bag"
    title="这场活动已经结束，不能再改"
    text="可以复制它，另外发布一场"
    action={{ id: 'toList', label: '看活动', onClick: toList }}
  />
);

interface Found {
  readonly draft: Output<'draft.get'>;
  readonly goods: Goods;
  readonly campaign?: CampaignDetail;
  /** The edition that it was begun over, where another has been published since. */
  readonly seen?: Edition | undefined;
}

/** A draft with what it is about, as that is now. */
async function draftWith(merchantId: string, draftId: string): Promise<Result<Found, Problem>> {
  const draft = await call('draft.get', { merchantId, draftId });
  if (!draft.ok) return draft;
  const { campaignId, product } = draft.value;
  if (campaignId === undefined) {
    const found = await call('product.get', { productId: product.id });
    return found.ok ? ok({ draft: draft.value, goods: goodsOf(found.value) }) : found;
  }
  const campaign = await call('campaign.get', { merchantId, campaignId });
  if (!campaign.ok) return campaign;
  const goods: Goods = { ...campaign.value.product, skus: campaign.value.skus };
  const { seenEdition } = draft.value;
  if (seenEdition === undefined || seenEdition === campaign.value.edition) {
    return ok({ draft: draft.value, goods, campaign: campaign.value });
  }
  const editions = await call('campaign.listVersions', { merchantId, campaignId });
  if (!editions.ok) return editions;
  const before = editions.value.versions.find(({ edition }) => edition === seenEdition);
  const seen = before && ({ ...editionOf(campaign.value), ...before } as Edition);
  return ok({ draft: draft.value, goods, campaign: campaign.value, seen });
}

/** A draft that is gone on with, over the edition that is on or the product as it is now. */
function FromDraft({ draftId, ...props }: Props & { draftId: string }) {
  const { merchantId } = props.member;
  const { asked, again } = useAsk(draftId, () => draftWith(merchantId, draftId));
  const toList = toListOf(props);
  const frame = frameOf(props, '接着写', toList);
  if (asked.status !== 'ready') {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这份草稿" toList={toList} />
      </Frame>
    );
  }
  const { draft, goods, campaign, seen } = asked.value;
  if (campaign?.status === 'ended') {
    return (
      <Frame {...frame}>
        <Over toList={toList} />
      </Frame>
    );
  }
  const { kind, version, at, body } = draft;
  return (
    <Editor
      frame={frame}
      merchantId={merchantId}
      kind={kind}
      goods={goods}
      name={draftId}
      begun={draftIn(kind, body)}
      first={{ draftId, version, at }}
      current={campaign && editionOf(campaign)}
      seen={seen}
      again={again}
    />
  );
}

/** Writes and publishes a campaign of any kind, or the next edition of one. */
export default function CampaignFormPage() {
  const [address] = useAddress('merchant/campaignForm', ['merchant', 'id', 'copy', 'draft']);
  return (
    <Room title="新建活动" here="campaigns" merchantId={address.merchant}>
      {(member, memberships) => {
        const props = { member, memberships };
        if (!mayDecide(member)) {
          return (
            <Frame title="新建活动" here="campaigns" member={member} memberships={memberships}>
              <Empty icon="people" title="活动由店主和运营来发布" text="请他们来，或者让店主换一个身份给你" />
            </Frame>
          );
        }
        if (address.draft !== undefined) return <FromDraft {...props} draftId={address.draft} />;
        const campaignId = address.copy ?? address.id;
        return campaignId === undefined ? (
          <NewCampaign {...props} />
        ) : (
          <FromCampaign {...props} campaignId={campaignId} copied={address.copy !== undefined} />
        );
      }}
    </Room>
  );
}
