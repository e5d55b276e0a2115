import { View } from '@tarojs/components';
import { type ComponentType, useState } from 'react';
import { Segments } from '../components/Filters';
import { Panel } from '../components/Panel';
import type { CampaignKind } from '../words/campaign';
import { bargainFaces } from './bargainFaces';
import { CutsExample } from './CutsExample';
import type { Goods, Plan } from './draft';
import type { Face, Shown } from './faces';
import { groupBuyFaces } from './groupBuyFaces';
import { Phone } from './Phone';

interface KindPreview<K extends CampaignKind> {
  readonly faces: (shown: Shown<K>) => Face[];
  /** What there is to see besides. */
  readonly More?: ComponentType<Shown<K>>;
}

/** WHAT BUYERS SEE OF EACH KIND: one entry a kind, its faces in the order in which they are shown. */
const PREVIEWS: { readonly [K in CampaignKind]: KindPreview<K> } = {
  groupBuy: { faces: groupBuyFaces },
  bargain: { faces: bargainFaces, More: CutsExample },
};

interface Props {
  goods: Goods;
  /** Undefined while it does not stand. */
  plan: Plan | undefined;
  shop: string;
}

/** A campaign as its buyers will meet it: its pages and its card, on a phone. */
export function Preview({ goods, plan, shop }: Props) {
  const [chosen, setChosen] = useState<string>();
  if (plan === undefined) {
    return (
      <Panel id="preview" title="顾客看到的">
        <View className="f13 c2">填好的规则能成立，这里才画得出来</View>
      </Panel>
    );
  }
  // Its entry is of the kind of the plan.
  const { faces: facesOf, More } = PREVIEWS[plan.kind] as unknown as KindPreview<CampaignKind>;
  const shown = { goods, plan, shop };
  const faces = facesOf(shown);
  const face = faces.find(({ id }) => id === chosen) ?? faces[0];
  return (
    <>
      <Panel id="preview" title="顾客看到的">
        <Segments
          id="face"
          label="看哪一页"
          options={faces.map(({ id, label }) => ({ value: id, label }))}
          chosen={face?.id ?? ''}
          onChoose={setChosen}
        />
        {face && <Phone face={face} />}
        <View className="room-note tc m8">改规则，这里跟着变。人名是示例。</View>
      </Panel>
      {More && <More {...shown} />}
    </>
  );
}
