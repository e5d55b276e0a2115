import { View } from '@tarojs/components';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import { type CampaignKind, kindWord } from '../words/campaign';
import { Drafts } from './Drafts';
import { Product } from './Product';

interface Props {
  merchantId: string;
  kind: CampaignKind;
  onKind: (kind: CampaignKind) => void;
  onProduct: (productId: string) => void;
}

const kinds = Object.keys(kindWord) as CampaignKind[];

/** Where a campaign begins: of which kind, of which product; or a draft that is gone on with. */
export function Start({ merchantId, kind, onKind, onProduct }: Props) {
  return (
    <>
      <Drafts merchantId={merchantId} />
      <Panel id="kinds" title="做哪种活动">
        <Segments
          id="kind"
          label="活动的种类"
          options={kinds.map((value) => ({ value, label: kindWord[value].label }))}
          chosen={kind}
          onChoose={onKind}
        />
        <View className="room-note m8">
          {kind === 'groupBuy' ? '几个人一起买，人满成团，没满自动退款。' : '请朋友帮忙，把价从标价砍到底价。'}
        </View>
      </Panel>
      <Product merchantId={merchantId} onChoose={onProduct} />
    </>
  );
}
