import { Text, View } from '@tarojs/components';
import { useState } from 'react';
import { Avatar } from '../../components/Avatar';
import { Btn } from '../../components/Btn';
import { useAsk } from '../../hooks/useAsk';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { Choice } from '../components/Choice';
import { Decision } from '../components/Decision';
import { Field } from '../components/Field';
import { Reason } from '../components/Reason';
import { isReason } from '../components/reasons';
import { shareCodeIn } from '../components/shareCode';
import type { Referral } from '../words/referral';

interface Props {
  referral: Referral;
  merchantId: string;
  /** Shows the person as it is now. */
  onCorrected: () => Promise<void>;
  onClose: () => void;
}

const usual = ['顾客说是 TA 介绍来的', '点错了别人的分享', '推荐人自己也说不是 TA'];

/** Whose code it is, looked up before anything is changed. */
function useOwner(merchantId: string, code: string | undefined) {
  const { asked } = useAsk(code && `${merchantId} ${code}`, () =>
    call('referral.get', { merchantId, of: { by: 'code', code: code ?? '' } }),
  );
  if (code === undefined) return {};
  if (asked.status === 'ready') return { owner: asked.value.person };
  if (asked.status === 'loading') return {};
  const { problem } = asked;
  const unknown = problem.kind === 'refused' && problem.code === 'notFound';
  return { error: unknown ? '这家店里没有这个推广码，请对一对' : problem.message };
}

/** 更正推荐人: whose it becomes is shown first, with what changes and what does not. Mounted while it is open. */
export function Correct({ referral, merchantId, onCorrected, onClose }: Props) {
  const { person, referrer } = referral;
  const [nobody, setNobody] = useState(false);
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState<string>();
  const [codeError, setCodeError] = useState<string>();
  const [reason, setReason] = useState('');
  const [requestId, setRequestId] = useState(newRequestId);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const { owner, error } = useOwner(merchantId, nobody ? undefined : code);
  const self = owner?.userId === person.userId;
  const chosen = nobody || (owner !== undefined && !self);

  /** Another correction than the one that was tried is another request. */
  function change(part: () => void): void {
    part();
    setProblem(undefined);
    setRequestId(newRequestId());
  }

  function find(): void {
    const found = shareCodeIn(typed);
    change(() => {
      setCode(found);
      setCodeError(found === undefined ? '先填推广码' : undefined);
    });
  }

  async function correct(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('referral.correct', {
      merchantId,
      userId: person.userId,
      ...(nobody ? {} : { code }),
      reason: reason.trim(),
      requestId,
    });
    if (answer.ok) await onCorrected();
    setBusy(false);
    if (answer.ok) return onClose();
    setProblem(answer.refusal);
    if (!mayRetry(answer.refusal)) setRequestId(newRequestId());
  }

  const label = !chosen
    ? '先选推荐人'
    : !isReason(reason)
      ? '先写原因'
      : nobody
        ? '改成没有推荐人'
        : `改成${owner?.name ?? ''}`;
  return (
    <Decision
      open
      title="更正推荐人"
      onClose={onClose}
      acts={[
        { id: 'correctNot', label: '先不改', kind: 'line', onClick: onClose },
        {
          id: 'correctYes',
          label,
          disabled: !chosen || !isReason(reason),
          busy,
          onClick: () => void correct(),
        },
      ]}
    >
      <View>
        {person.name}现在{referrer === undefined ? '没有推荐人' : `的推荐人是${referrer.name}`}
        。更正只管以后的订单：已经下的，佣金还归当时的推荐人。
      </View>
      <View className="choices" role="radiogroup" aria-label="改成谁">
        <Choice
          id="to-person"
          chosen={!nobody}
          title={referrer === undefined ? '补上推荐人' : '换成另一位'}
          words={['填 TA 的推广码，先看看是谁。锁多久，按现在的锁客规则']}
          onChoose={() => change(() => setNobody(false))}
        />
        {!nobody && (
          <View>
            <Field
              id="rightCode"
              value={typed}
              placeholder="推广码，或者分享的链接"
              most={400}
              error={codeError ?? error ?? (self ? '这是顾客自己的推广码' : undefined)}
              aside={
                <Btn id="findRight" kind="tint" size="s" onClick={find}>
                  查是谁
                </Btn>
              }
              onChange={(text) =>
                change(() => {
                  setTyped(text);
                  setCode(undefined);
                  setCodeError(undefined);
                })
              }
              onConfirm={find}
            />
            {owner && !self && (
              <View id="right" className="row g8 m8">
                <Avatar avatar={owner.avatar} name={owner.name} size={32} />
                <Text className="f14 medium cut">{owner.name}</Text>
                <Text className="f12 c3 still">这个推广码是 TA 的</Text>
              </View>
            )}
          </View>
        )}
        {referrer !== undefined && (
          <Choice
            id="to-nobody"
            chosen={nobody}
            title="没有推荐人"
            words={[`以后的订单不付佣金。再打开${referrer.name}的分享也不锁，打开别人的可以锁`]}
            onChoose={() => change(() => setNobody(true))}
          />
        )}
      </View>
      <Reason reason={reason} usual={usual} onChange={(text) => change(() => setReason(text))} />
      {problem && (
        <View id="correctProblem" className="cd f13 m12">
          {problem.message}
        </View>
      )}
    </Decision>
  );
}
