import { View } from '@tarojs/components';
import { Panel } from '../components/Panel';
import type { Rules } from './draft';
import { asksOf, reviewsOf, type Told } from './example';

function Stories({ title, told }: { title: string; told: readonly Told[] }) {
  return (
    <View className="rules-story">
      <View className="f13 bold">{title}</View>
      {told.map(({ id, what, outcome, passes }) => (
        <View key={id} className="rules-told">
          <View className="f13 c2">{what}</View>
          <View className={`f13 ${passes ? 'cm' : 'cw'}`}>{outcome}</View>
        </View>
      ))}
    </View>
  );
}

/** What the rules come to; undefined while they do not stand. */
export function Example({ rules }: { rules: Rules | undefined }) {
  return (
    <Panel id="example" title="举个例子" sub={rules && '按上面的规则算'}>
      {rules === undefined ? (
        <View className="f13 c2">填好的规则能成立，这里才算得出来</View>
      ) : (
        <>
          <Stories title="林姐一天里提几次" told={asksOf(rules)} />
          <Stories title="谁会被留下" told={reviewsOf(rules)} />
        </>
      )}
    </Panel>
  );
}
