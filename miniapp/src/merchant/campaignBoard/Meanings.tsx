import { View } from '@tarojs/components';
import { Panel } from '../components/Panel';
import type { CampaignKind } from '../words/campaign';
import { meaningsOf } from '../words/campaignFigures';

/** What each figure counts. */
export const Meanings = ({ kind, money }: { kind: CampaignKind; money: boolean }) => (
  <Panel id="meanings" title="这些数怎么算">
    {meaningsOf(kind, money).map(([word, meaning]) => (
      <View key={word} className="campaign-board-meaning">
        <View className="f13 medium">{word}</View>
        <View className="f12 c2">{meaning}</View>
      </View>
    ))}
  </Panel>
);
