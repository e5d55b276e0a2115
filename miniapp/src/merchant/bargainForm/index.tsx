import { useState } from 'react';
import { Empty } from '../../components/State';
import { useAsk } from '../../hooks/useAsk';
import { call } from '../../platform/api';
import { up } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Lost } from '../components/Lost';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import type { Goods } from './draft';
import { Editor } from './Editor';
import { Product } from './Product';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

const frameOf = ({ member, memberships }: Props, title: string, toList: () => void) =>
  ({ title, here: 'campaigns', member, memberships, up: { label: '活动', go: toList } }) as const;

/** A new campaign: first the product, then its terms. */
function NewCampaign(props: Props) {
  const { merchantId } = props.member;
  const [productId, setProductId] = useState<string>();
  const toList = () => up('merchant/campaigns', { merchant: merchantId });
  const frame = frameOf(props, '发布砍价', toList);
  const { asked, again } = useAsk(productId, () => call('product.get', { productId: productId ?? '' }));
  if (productId === undefined) {
    return (
      <Frame {...frame}>
        <Product merchantId={merchantId} onChoose={setProductId} />
      </Frame>
    );
  }
  if (asked.status !== 'ready') {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这件商品" toList={() => setProductId(undefined)} />
      </Frame>
    );
  }
  const { id, title, pictures, skus } = asked.value;
  return (
    <Editor
      key={id}
      frame={frame}
      merchantId={merchantId}
      goods={{ id, title, cover: pictures[0] ?? '', skus }}
      again={again}
      onOther={() => setProductId(undefined)}
    />
  );
}

/** The next edition of a campaign that is on. */
function NextEdition({ campaignId, ...props }: Props & { campaignId: string }) {
  const { merchantId } = props.member;
  const { asked, again } = useAsk(campaignId, () => call('campaign.get', { merchantId, campaignId }));
  const toList = () => up('merchant/campaigns', { merchant: merchantId });
  const frame = frameOf(props, '改砍价的规则', toList);
  if (asked.status !== 'ready') {
    return (
      <Frame {...frame}>
        <Lost asked={asked} again={again} what="这场活动" toList={toList} />
      </Frame>
    );
  }
  const campaign = asked.value;
  if (campaign.kind !== 'bargain' || campaign.status === 'ended') {
    return (
      <Frame {...frame}>
        <Empty
          icon="bag"
          title={campaign.kind === 'bargain' ? '这场活动已经结束，不能再改' : '这场活动不是砍价'}
          text="可以另外发布一场砍价"
          action={{ id: 'toList', label: '看活动', onClick: toList }}
        />
      </Frame>
    );
  }
  const { product, skus } = campaign;
  const goods: Goods = { ...product, skus };
  return (
    <Editor frame={frame} merchantId={merchantId} goods={goods} current={{ ...campaign, campaignId }} again={again} />
  );
}

/** Writes and publishes a bargain campaign, or the next edition of one. */
export default function BargainFormPage() {
  const [address] = useAddress('merchant/bargainForm', ['merchant', 'id']);
  return (
    <Room title="发布砍价" here="campaigns" merchantId={address.merchant}>
      {(member, memberships) => {
        const props = { member, memberships };
        if (!mayDecide(member)) {
          return (
            <Frame title="发布砍价" here="campaigns" member={member} memberships={memberships}>
              <Empty icon="people" title="活动由店主和运营来发布" text="请他们来，或者让店主换一个身份给你" />
            </Frame>
          );
        }
        return address.id === undefined ? (
          <NewCampaign {...props} />
        ) : (
          <NextEdition {...props} campaignId={address.id} />
        );
      }}
    </Room>
  );
}
