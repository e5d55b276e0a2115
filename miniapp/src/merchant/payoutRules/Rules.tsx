import { View } from '@tarojs/components';
import type { ReactNode } from 'react';
import { Panel } from '../components/Panel';
import type { Rules as RulesNow } from './draft';
import { payoutSentences, riskSentences, type Sentence } from './words';

const Sentences = ({ sentences }: { sentences: readonly Sentence[] }) => (
  <>
    {sentences.map(({ name, words }) => (
      <View key={name} className="rules-one">
        <View className="rules-name">{name}</View>
        <View className="f13 grow">{words}</View>
      </View>
    ))}
  </>
);

interface Props {
  rules: RulesNow;
  version: number;
  children?: ReactNode;
}

/** The rules that hold now, in sentences. */
export function Rules({ rules: { rules, risk }, version, children }: Props) {
  return (
    <>
      <Panel id="payoutRules" title="怎么提" sub={`第 ${version} 版`}>
        <Sentences sentences={payoutSentences(rules)} />
      </Panel>
      <Panel id="riskRules" title="哪些先给店里看" sub="看近 90 天">
        <Sentences sentences={riskSentences(risk)} />
        <View className="room-note m8">规则不会拒绝谁，只是留下来，等店里放行或退回。</View>
        {children}
      </Panel>
    </>
  );
}
