import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { formatBps } from '../../../../shared/money';
import { call, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { Choice } from '../components/Choice';
import { Decision } from '../components/Decision';
import { Field } from '../components/Field';
import { levelWord, type OwnItem, type OwnKind, ownWords, type Policy, ratesWords } from '../words/commissionPolicy';
import { editionWords } from '../words/referral';
import { type OwnDraft, ownDraftOf, ownFaultOf, ownRatesIn } from './draft';

interface Props {
  merchantId: string;
  of: OwnKind;
  item: OwnItem;
  shop: Policy;
  onClose: () => void;
  onDone: () => void;
}

/** The shop's policy counts again; a campaign's product may have one of its own before it. */
const backWords = (of: OwnKind, { policy }: Policy): string =>
  of === 'product'
    ? `店铺现在是 ${ratesWords(policy.rates)}，以后改了也跟着变`
    : '商品有单独的规则就按商品的，没有就按店铺的';

function Before({ item: { own, before } }: { item: OwnItem }) {
  const now = serverNow();
  const editions = own ? [own, ...before] : before;
  if (editions.length === 0) return null;
  return (
    <View className="m16">
      <View className="f13 medium">改过的</View>
      {editions.map(({ version, rates, at, by }) => (
        <View key={version} className="row spread g8 m4">
          <Text className="f13">{ownWords(rates)}</Text>
          <Text className="f12 c3">{editionWords({ at, by }, now)}</Text>
        </View>
      ))}
    </View>
  );
}

/** What one product or campaign pays of its own: nothing of its own, rates, or no commission. */
export function Change({ merchantId, of, item, shop, onClose, onDone }: Props) {
  const first = ownDraftOf(item, shop.levels);
  const [draft, setDraft] = useState<OwnDraft>(first);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const fault = ownFaultOf(draft, shop);
  const rates = ownRatesIn(draft);
  const same = JSON.stringify(rates) === JSON.stringify(item.own?.rates ?? null);
  const { policy, levels } = shop;

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const target = of === 'product' ? { productId: item.id } : { campaignId: item.id };
    const answer = await call('commissionPolicy.setOwn', {
      merchantId,
      of: target,
      version: item.own?.version ?? 0,
      rates,
    });
    setBusy(false);
    if (answer.ok) onDone();
    else setProblem(answer.refusal);
  }

  const choose = (choice: OwnDraft['choice']) => setDraft({ ...draft, choice });
  return (
    <Decision
      open
      title={item.title}
      onClose={onClose}
      acts={[
        { id: 'ownNot', label: '先不改', kind: 'line', onClick: onClose },
        {
          id: 'ownSave',
          label: fault ? '有一处要改' : same ? '和现在一样' : '存下来',
          disabled: fault !== undefined || same,
          busy,
          onClick: () => void save(),
        },
      ]}
    >
      <View className="choices" role="radiogroup" aria-label="这里的佣金">
        <Choice
          id="own-shop"
          chosen={draft.choice === 'shop'}
          title={first.choice === 'shop' ? '不单独定' : '恢复店铺规则'}
          words={[backWords(of, shop)]}
          onChoose={() => choose('shop')}
        />
        <Choice
          id="own-own"
          chosen={draft.choice === 'own'}
          title="单独定比例"
          words={['等级加成照店铺的另加']}
          onChoose={() => choose('own')}
        />
        {draft.choice === 'own' && (
          <View className="own-rates">
            {draft.rates.map((rate, index) => {
              const id = `ownRate-${index}`;
              return (
                <Field
                  key={id}
                  id={id}
                  label={levels === 1 ? '推荐人得实付货款的' : levelWord(index + 1)}
                  value={rate}
                  placeholder="0"
                  most={6}
                  figures
                  aside={<Text className="f13 c2">%</Text>}
                  error={fault?.at === id ? fault.words : undefined}
                  onChange={(typed) =>
                    setDraft({ ...draft, rates: draft.rates.map((one, at) => (at === index ? typed : one)) })
                  }
                />
              );
            })}
          </View>
        )}
        <Choice
          id="own-none"
          chosen={draft.choice === 'none'}
          title="不给佣金"
          words={['朋友买了也没有佣金，分享时不会说有']}
          onChoose={() => choose('none')}
        />
      </View>
      <View className="room-note m12">
        从现在起下的订单按它算，已经下的不变。店铺封顶 {formatBps(policy.cap)}，以后调低了，这里的比例也按比例缩小。
      </View>
      <Before item={item} />
      {problem && (
        <View id="ownProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
