import { Text, View } from '@tarojs/components';
import { useRouter } from '@tarojs/taro';
import type { ReactNode } from 'react';
import { formatWhen } from '../../../../shared/time';
import { Btn } from '../../components/Btn';
import { Hosts } from '../../components/Hosts';
import { Icon } from '../../components/Icon';
import { Screen } from '../../components/Screen';
import { Skeleton } from '../../components/Skeleton';
import { Failed } from '../../components/State';
import { type Step, Steps } from '../../components/Steps';
import { StickyBar } from '../../components/StickyBar';
import { serverNow } from '../../platform/clock';
import { open } from '../../platform/nav';
import { copy, toast } from '../../platform/notice';
import { Gone, isGone } from '../components/Gone';
import type { Bargain } from '../words';
import { CutTable } from './CutTable';
import { TEN_LINES } from './tenLines';
import { type Computed, useProof } from './useProof';
import { hexWords, type Outcome, outcomeOf } from './words';
import '../styles/icons.generated.scss';
import './index.scss';

const SEALED: Outcome = {
  tone: 'warning',
  title: '金额已封存',
  text: '砍完、到时间或取消以后公开种子，那时人人能验',
};

/** THE RULE IN WORDS, as `docs/fairness.md` has it. */
const RULE = [
  '发起那一刻抽出 32 字节的种子，每一刀就都定了，之后再没有随机。',
  '指纹是种子和条件（谁的砍价、标价、底价、刀数、大小）的 SHA-256，当场公布；改一个字，指纹就变。',
  '每一刀由种子和刀的次序算出（HMAC-SHA256），和谁来帮、几点来帮无关。',
  '每刀至少 1 分，所有的刀加起来正好是标价减底价。',
];

const Hash = ({ id, hex }: { id: string; hex: string }) => (
  <View id={id} className="verify-hash">
    <Text userSelect>{hexWords(hex)}</Text>
  </View>
);

function stepsOf({ createdAt, commitment, floorAt, endedAt }: Bargain, computed: Computed | undefined): Step[] {
  const now = serverNow();
  const end = floorAt ?? endedAt;
  const step = (what: string, words: string, hash?: ReactNode): Pick<Step, 'what' | 'when'> => ({
    what,
    when: (
      <>
        <Text>{words}</Text>
        {hash}
      </>
    ),
  });
  return [
    {
      state: 'done',
      ...step(
        '发起时，先公布指纹',
        `${formatWhen(createdAt, now)}，第一刀之前`,
        <Hash id="commitment" hex={commitment} />,
      ),
    },
    {
      state: computed ? 'done' : 'now',
      ...step(
        '结束后，再公开种子',
        computed ? `${end === undefined ? '' : `${formatWhen(end, now)}，`}不会再有刀了` : '还能有人来砍，种子先不能看',
        computed && <Hash id="seed" hex={computed.proof.seed} />,
      ),
    },
    {
      state: computed?.verdict.committed ? 'done' : 'later',
      ...step(
        '用种子重算，逐刀比对',
        computed === undefined
          ? '种子公开后，在你的手机上算'
          : computed.verdict.committed
            ? '种子的指纹与发起时一致'
            : '种子的指纹与发起时不一致',
      ),
    },
  ];
}

/** 验证公平: every cut of a bargain, computed again on this phone. */
export default function VerifyPage() {
  const { params } = useRouter();
  const { asked, again } = useProof(params.id);
  const checked = asked.status === 'ready' ? asked.value : undefined;
  if (checked === undefined) {
    return (
      <Screen title="验证公平">
        {isGone(params.id, asked) ? (
          <Gone title="没有找到这次砍价" />
        ) : asked.status === 'failed' ? (
          <Failed problem={asked.problem} onRetry={again} />
        ) : (
          <Skeleton bones={['wallet', 'wallet']} />
        )}
        <Hosts />
      </Screen>
    );
  }
  const { bargain, computed } = checked;
  const outcome = computed ? outcomeOf(computed) : SEALED;

  function copyData(): void {
    const data = computed ? JSON.stringify(computed.proof, null, 2) : bargain.commitment;
    void copy(data).then(() => toast(computed ? '原始数据已复制' : '指纹已复制，结束后拿来比'));
  }

  return (
    <Screen
      title="验证公平"
      bar={
        <StickyBar>
          <Btn id="copyData" kind="line" onClick={copyData}>
            <Icon name="copy" size={16} />
            <Text>{computed ? '复制原始数据' : '复制指纹'}</Text>
          </Btn>
          {computed ? (
            <Btn id="compute" kind="pine" onClick={() => void again()}>
              再算一遍
            </Btn>
          ) : (
            <Btn id="toBargain" onClick={() => open('bargain/bargain', { id: bargain.id })}>
              去看砍价
            </Btn>
          )}
        </StickyBar>
      }
    >
      <View id="outcome" className="card tc verify-outcome">
        <View className={`verify-badge verify-${outcome.tone}`}>
          {outcome.tone === 'danger' ? <Icon name="alert" size={32} /> : <Icon name="shield" size={32} />}
        </View>
        <View className="f22 bold m16">{outcome.title}</View>
        <View className="f13 c2 m4">{outcome.text}</View>
        <View className="f12 c3 m4 cut">{bargain.product.title}</View>
      </View>
      <View className="card">
        <Steps steps={stepsOf(bargain, computed)} />
        {computed && (
          <View className="verify-table">
            <CutTable bargain={bargain} verdict={computed.verdict} />
          </View>
        )}
      </View>
      <View id="rule" className="card">
        <View className="f16 bold">怎么算的</View>
        {RULE.map((line, index) => (
          <View key={line} className="row row-top g8 m12 f13 c2">
            <Text className="num still verify-place">{index + 1}</Text>
            <Text className="grow">{line}</Text>
          </View>
        ))}
        <View className="f12 c3 m12">不用信我们：复制原始数据和这十行验算代码，在自己的电脑上也能算。</View>
        <View className="m12">
          <Btn id="copyCode" kind="line" onClick={() => void copy(TEN_LINES).then(() => toast('验算代码已复制'))}>
            <Icon name="copy" size={16} />
            <Text>复制验算代码</Text>
          </Btn>
        </View>
      </View>
      <Hosts />
    </Screen>
  );
}
