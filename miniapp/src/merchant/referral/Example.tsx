import { Text, View } from '@tarojs/components';
import type { ReferralTerms } from '../../../../shared/domain/referral';
import { Tag } from '../../components/Tag';
import { Panel } from '../components/Panel';
import { type Story, storiesOf } from './example';

function Told({ title, steps }: Story) {
  return (
    <View className="story">
      <View className="story-title">{title}</View>
      {steps.map(({ day, kind, what, outcome, earned }) => (
        <View key={day} className="story-one">
          <View className="story-day">
            第 <Text className="num">{day}</Text> 天
          </View>
          <View className={`story-dot ${kind === 'order' ? 'story-order' : ''}`} />
          <View className="grow">
            <View className="f13">{what}</View>
            {kind === 'order' ? (
              <Tag tone={earned ? 'money' : 'plain'}>{outcome}</Tag>
            ) : (
              <View className="f12 c2">{outcome}</View>
            )}
          </View>
        </View>
      ))}
    </View>
  );
}

/** What a policy comes to, by example; recomputed as it is chosen. Terms that do not stand have none. */
export function Example({ terms }: { terms: ReferralTerms | undefined }) {
  return (
    <Panel id="example" title="举个例子" sub="按选的规则算">
      {terms === undefined ? (
        <View className="f13 c3">规则还有要改的，改好就能算</View>
      ) : (
        storiesOf(terms).map((story) => <Told key={story.title} {...story} />)
      )}
    </Panel>
  );
}
