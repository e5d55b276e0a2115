import { Text, View } from '@tarojs/components';
import { type ComponentProps, type ReactNode, useRef, useState } from 'react';
import { asButton, Btn } from '../../components/Btn';
import { Cover } from '../../components/Cover';
import { Icon } from '../../components/Icon';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { serverNow } from '../../platform/clock';
import { replaceBy, up } from '../../platform/nav';
import { toast } from '../../platform/notice';
import { Columns } from '../components/Columns';
import { Decision } from '../components/Decision';
import { Frame } from '../components/Frame';
import { Panel } from '../components/Panel';
import { Changes } from './Changes';
import { changesOf } from './changes';
import { draftOf, faultsOf, type Goods, newDraft, type Plan, planOf } from './draft';
import { Example } from './Example';
import { Form } from './Form';

/** The edition that is on. */
export interface Edition extends Plan {
  readonly campaignId: string;
  readonly edition: number;
}

interface Props {
  frame: Omit<ComponentProps<typeof Frame>, 'children' | 'acts'>;
  merchantId: string;
  goods: Goods;
  /** Left out where it is a new campaign. */
  current?: Edition;
  /** Asks for goods and edition as they are now. */
  again: () => Promise<void>;
  /** Another product is to be cut. */
  onOther?: () => void;
}

/** A campaign being written, and published. Whatever is refused or overtaken, what was written stays. */
export function Editor({ frame, merchantId, goods, current, again, onOther }: Props) {
  const now = serverNow();
  const [draft, setDraft] = useState(() => (current ? draftOf(current) : newDraft(goods, now)));
  /** What the draft was begun over. */
  const [over, setOver] = useState(current);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** Kept as long as it is not known what became of it. */
  const requestId = useRef(newRequestId());

  const faults = faultsOf(draft, goods, now);
  const wrong = Object.keys(faults).length;
  const plan = planOf(draft, goods);
  const changes = current && wrong === 0 ? changesOf(current, plan, goods, now) : [];
  const isSame = current !== undefined && wrong === 0 && changes.length === 0;
  const edition = (current?.edition ?? 0) + 1;

  async function publish(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('campaign.publish', {
      merchantId,
      requestId: requestId.current,
      productId: goods.id,
      ...(current && { campaignId: current.campaignId, seenEdition: current.edition }),
      ...plan,
      terms: { kind: 'bargain', ...plan.terms },
    });
    if (answer.ok) {
      toast(`第 ${answer.value.edition} 版发布了`);
      const place = { merchant: merchantId, id: answer.value.campaignId };
      return current ? up('merchant/campaign', place) : replaceBy('merchant/campaign', place);
    }
    if (!mayRetry(answer.refusal)) {
      requestId.current = newRequestId();
      // Prices may have changed, or somebody else has published.
      await again();
    }
    setAsking(false);
    setBusy(false);
    setProblem(answer.refusal);
  }

  const label = wrong > 0 ? `还有 ${wrong} 处要改` : isSame ? '和现在一样' : `发布第 ${edition} 版`;
  return (
    <Frame
      {...frame}
      acts={
        <Btn id="publish" disabled={wrong > 0 || isSame} onClick={() => setAsking(true)}>
          {label}
        </Btn>
      }
    >
      <Columns
        main={
          <>
            {over && current && over.edition !== current.edition ? (
              <Overtaken over={over} current={current} goods={goods} onSeen={() => setOver(current)} />
            ) : (
              problem && <NotPublished problem={problem} isNew={current === undefined} />
            )}
            <Panel id="product">
              <View className="row g12">
                <Cover id={goods.id} picture={goods.cover} shape="t48" />
                <Text className="grow f14 bold two">{goods.title}</Text>
                {onOther && (
                  <View id="other" className="chart-way" {...asButton} onClick={onOther}>
                    <Text>换一件</Text>
                  </View>
                )}
              </View>
            </Panel>
            <Form draft={draft} faults={faults} goods={goods} onChange={(part) => setDraft({ ...draft, ...part })} />
          </>
        }
        side={<Example goods={goods} plan={wrong === 0 ? plan : undefined} />}
      />
      <Decision
        open={asking}
        title={`发布第 ${edition} 版？`}
        onClose={() => setAsking(false)}
        acts={[
          { id: 'publishNot', label: '再看看', kind: 'line', onClick: () => setAsking(false) },
          { id: 'publishYes', label: '发布', busy, onClick: () => void publish() },
        ]}
      >
        <View className="m4">
          第 {edition} 版的规则发布后就定了，不能改。要改只能再发一版，已经发起的砍价仍按发起时的那一版。
        </View>
        {changes.length > 0 && (
          <View id="changes" className="m8">
            <Changes changes={changes} />
          </View>
        )}
      </Decision>
    </Frame>
  );
}

function Notice({ id, children }: { id: string; children: ReactNode }) {
  return (
    <View id={id} className="room-notice">
      <Icon name="alert" size={16} />
      <View className="grow">{children}</View>
    </View>
  );
}

/** What was refused; and where the answer to an earlier try was lost, that it may have been carried out. */
function NotPublished({ problem, isNew }: { problem: Problem; isNew: boolean }) {
  const twice =
    isNew && problem.kind === 'refused' && (problem.code === 'requestIdReused' || problem.code === 'conflict');
  return (
    <Notice id="publishProblem">
      {twice ? '前一次已经发布成功了，去活动列表看看。再发布会是另一场活动。' : `没有发布：${problem.message}`}
    </Notice>
  );
}

interface OvertakenProps {
  over: Edition;
  current: Edition;
  goods: Goods;
  onSeen: () => void;
}

/** Somebody else has published meanwhile: what they changed, and that what is written here goes over it. */
function Overtaken({ over, current, goods, onSeen }: OvertakenProps) {
  return (
    <Notice id="overtaken">
      <View>刚刚有人发布了第 {current.edition} 版，改了这些：</View>
      <Changes changes={changesOf(over, current, goods, serverNow())} />
      <View className="m4">你写的还在下面，没有丢。再发布就是第 {current.edition + 1} 版，会盖过它。</View>
      <View id="seen" className="chart-way" {...asButton} onClick={onSeen}>
        <Text>知道了</Text>
      </View>
    </Notice>
  );
}
