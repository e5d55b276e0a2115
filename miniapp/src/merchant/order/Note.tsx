import { Text, Textarea, View } from '@tarojs/components';
import { useState } from 'react';
import { asButton, Btn } from '../../components/Btn';
import { call, type Problem } from '../../platform/api';
import { Panel } from '../components/Panel';

interface Props {
  note: string | undefined;
  merchantId: string;
  orderId: string;
  /** Who only looks reads it. */
  may: boolean;
  /** Shows the order as it is now. */
  onNoted: () => Promise<void>;
}

/** The shop's own words about an order, changed where they stand. */
export function Note({ note = '', merchantId, orderId, may, onNoted }: Props) {
  const [draft, setDraft] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();

  async function keep(text: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('shopOrder.note', { merchantId, orderId, text });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.refusal);
    await onNoted();
    setDraft(undefined);
  }

  return (
    <Panel
      id="note"
      title="备注"
      sub="买家看不到"
      aside={
        may &&
        draft === undefined && (
          <Text id="editNote" className="link" {...asButton} onClick={() => setDraft(note)}>
            {note === '' ? '写一条' : '改'}
          </Text>
        )
      }
    >
      {draft === undefined ? (
        <View className={note === '' ? 'f13 c3' : 'f14'}>{note === '' ? '没有备注' : note}</View>
      ) : (
        <>
          <Textarea
            id="noteText"
            className="room-area"
            value={draft}
            maxlength={200}
            autoHeight
            focus
            placeholder="比如：周末送，放门卫"
            onInput={(event) => setDraft(event.detail.value)}
          />
          {problem && <View className="cd f12 m4">{problem.message}</View>}
          <View className="row row-end g8 m8">
            <Btn id="noteNot" kind="line" size="s" onClick={() => setDraft(undefined)}>
              先不改
            </Btn>
            <Btn id="noteYes" kind="tint" size="s" busy={busy} onClick={() => void keep(draft.trim())}>
              保存
            </Btn>
          </View>
        </>
      )}
    </Panel>
  );
}
