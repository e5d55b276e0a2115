import { View } from '@tarojs/components';
import { useState } from 'react';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { serverNow } from '../../platform/clock';
import { Choice } from '../components/Choice';
import { Panel } from '../components/Panel';
import type { CampaignKind } from '../words/campaign';
import { differences, withTheirs } from './both';
import type { Draft, Goods } from './draft';
import type { Theirs } from './useSavedDraft';

interface Props {
  kind: CampaignKind;
  goods: Goods;
  mine: Draft;
  theirs: Theirs;
  onChosen: (draft: Draft) => void;
}

/** Another member has saved the same draft meanwhile: both versions side by side, one chosen for each field. */
export function Both({ kind, goods, mine, theirs, onChosen }: Props) {
  const [taken, setTaken] = useState<readonly string[]>([]);
  const differing = differences(kind, mine, theirs.draft, goods);
  return (
    <Panel id="both" title="两个人都改了这份草稿">
      <View className="room-note">
        {theirs.by} {formatWhen(theirs.at, serverNow())} 存过。哪一处不一样，选一个留下，两边写的都没有丢。
      </View>
      {differing.map(({ field, name, mine: own, theirs: other }) => (
        <View key={field} className="plan-both">
          <View className="room-field-label">{name}</View>
          <View className="choices" role="radiogroup" aria-label={name}>
            <Choice
              id={`mine-${field}`}
              chosen={!taken.includes(field)}
              title="我写的"
              words={[own]}
              onChoose={() => setTaken(taken.filter((one) => one !== field))}
            />
            <Choice
              id={`theirs-${field}`}
              chosen={taken.includes(field)}
              title={`${theirs.by}写的`}
              words={[other]}
              onChoose={() => setTaken([...taken, field])}
            />
          </View>
        </View>
      ))}
      <View className="m12">
        <Btn id="bothDone" size="m" onClick={() => onChosen(withTheirs(mine, theirs.draft, taken))}>
          就按选的存
        </Btn>
      </View>
    </Panel>
  );
}
