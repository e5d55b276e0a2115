import { View } from '@tarojs/components';
import { Drafts } from '../components/Drafts';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { useDrafts } from '../hooks/useDrafts';
import type { Membership } from '../hooks/useRoom';
import { type CampaignKind, kindWord } from '../words/campaign';
import { KINDS } from './kinds';
import { Product } from './Product';

interface Props {
  member: Membership;
  kind: CampaignKind;
  onKind: (kind: CampaignKind) => void;
  onProduct: (productId: string) => void;
}

const kinds = Object.keys(kindWord) as CampaignKind[];

/** Where a campaign begins: of which kind, of which product; or a draft that is gone on with. */
export function Start({ member, kind, onKind, onProduct }: Props) {
  const { merchantId } = member;
  const drafts = useDrafts(member);
  return (
    <>
      <Drafts merchantId={merchantId} drafts={drafts} />
      <Panel id="kinds" title="做哪种活动">
        <Segments
          id="kind"
          label="活动的种类"
          options={kinds.map((value) => ({ value, label: kindWord[value].label }))}
          chosen={kind}
          onChoose={onKind}
        />
        <View className="room-note m8">{KINDS[kind].says}</View>
      </Panel>
      <Product merchantId={merchantId} onChoose={onProduct} />
    </>
  );
}
