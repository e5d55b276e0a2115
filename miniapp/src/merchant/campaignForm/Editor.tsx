import { Text, View } from '@tarojs/components';
import { type ComponentProps, type ReactNode, useRef, useState } from 'react';
import { formatWhen } from '../../../../shared/time';
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
import { Preflight } from '../components/Preflight';
import { usePreflight } from '../hooks/usePreflight';
import { type CampaignKind, kindWord } from '../words/campaign';
import { Both } from './Both';
import { Changes } from './Changes';
import { changesOf } from './changes';
import { type Draft, faultsOf, type Goods, type Plan, planOf, wishOf } from './draft';
import { Forecast } from './Forecast';
import { Form } from './Form';
import { KINDS } from './kinds';
import { Preview } from './Preview';
import { type Kept, type Saving, useSavedDraft } from './useSavedDraft';

/** The edition that is on. */
export type Edition = Plan & { readonly campaignId: string; readonly edition: number };

interface Props {
  frame: Omit<ComponentProps<typeof Frame>, 'children' | 'acts'>;
  merchantId: string;
  kind: CampaignKind;
  goods: Goods;
  /** What it is kept as on the device. */
  name: string;
  /** What it begins with. */
  begun: Draft;
  /** The draft on the server that is gone on with. */
  first?: (Kept & { readonly at: number }) | undefined;
  /** Left out where it is a new campaign. */
  current?: Edition | undefined;
  /** The edition that the draft was begun over, where it is no longer the current one. */
  seen?: Edition | undefined;
  /** Asks for goods and edition as they are now. */
  again: () => Promise<void>;
  /** Another product is to be sold. */
  onOther?: (() => void) | undefined;
}

/** A campaign being written, kept while it is typed, and published. Whatever is refused or overtaken, what was written stays. */
export function Editor({ frame, merchantId, kind, goods, name, begun, first, current, seen, again, onOther }: Props) {
  const now = serverNow();
  const about = {
    merchantId,
    kind,
    productId: goods.id,
    ...(current && { campaignId: current.campaignId, seenEdition: current.edition }),
  };
  const { draft, saving, change, settle, keep, stop, go, done } = useSavedDraft(about, name, begun, first);
  /** What the draft was begun over. */
  const [over, setOver] = useState(seen ?? current);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** Kept as long as it is not known what became of it: asked again, it names the same draft. */
  const sent = useRef<{ requestId: string; from: Kept | undefined }>();

  const faults = faultsOf(kind, draft, goods, now);
  const wrong = Object.keys(faults).length;
  const plan = planOf(kind, draft, goods);
  const changes = current && wrong === 0 ? changesOf(current, plan, goods, now) : [];
  const isSame = current !== undefined && wrong === 0 && changes.length === 0;
  const isOvertaken = saving.state === 'overtaken';
  const checked = usePreflight(about, wrong === 0 ? plan : undefined);
  const edition = (current?.edition ?? 0) + 1;

  async function publish(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const kept = await stop();
    sent.current ??= { requestId: newRequestId(), from: kept };
    const { requestId, from } = sent.current;
    const written = kept?.draftId === from?.draftId ? kept : from;
    const answer = await call('campaign.publish', {
      merchantId,
      requestId,
      productId: goods.id,
      ...(current && { campaignId: current.campaignId, seenEdition: current.edition }),
      ...(written && { draftId: written.draftId, draftVersion: written.version }),
      ...wishOf(plan),
      ticked: [...checked.ticked],
      ...(draft.forecast && { forecast: draft.forecast }),
    });
    if (answer.ok) {
      done();
      toast(`第 ${answer.value.edition} 版发布了`);
      const place = { merchant: merchantId, id: answer.value.campaignId };
      return current ? up('merchant/campaign', place) : replaceBy('merchant/campaign', place);
    }
    go();
    if (!mayRetry(answer.refusal)) {
      sent.current = undefined;
      // Prices may have changed, stock sold, or somebody else has published.
      await Promise.all([again(), checked.again()]);
    }
    setAsking(false);
    setBusy(false);
    setProblem(answer.refusal);
  }

  /** The simulator goes on with the draft as the server has it, and comes back to it. */
  async function simulate(): Promise<void> {
    const draftId = await keep();
    if (draftId === undefined) return toast('草稿还没存上，存上了再测算');
    replaceBy('merchant/simulator', { merchant: merchantId, draft: draftId });
  }

  const label = isOvertaken
    ? '先选好留哪边'
    : wrong > 0
      ? `还有 ${wrong} 处要改`
      : isSame
        ? '和现在一样'
        : (checked.missing ?? `发布第 ${edition} 版`);
  return (
    <Frame
      {...frame}
      acts={
        <>
          <View id="saving" className="f12 c3 plan-saving" role="status">
            {savingWords(saving)}
          </View>
          <Btn
            id="publish"
            disabled={wrong > 0 || isSame || isOvertaken || checked.missing !== undefined}
            onClick={() => setAsking(true)}
          >
            {label}
          </Btn>
        </>
      }
    >
      <View className="plan-page">
        <Columns
          main={
            <>
              {over && current && over.edition !== current.edition ? (
                <Overtaken over={over} current={current} goods={goods} onSeen={() => setOver(current)} />
              ) : (
                problem && <NotPublished problem={problem} isNew={current === undefined} />
              )}
              {isOvertaken && <Both kind={kind} goods={goods} mine={draft} theirs={saving.theirs} onChosen={settle} />}
              <Panel id="product">
                <View className="row g12">
                  <Cover id={goods.id} picture={goods.cover} shape="t48" />
                  <View className="grow">
                    <View className="f14 bold two">{goods.title}</View>
                    <View className="f12 c3">{kindWord[kind].label}</View>
                  </View>
                  {onOther && (
                    <View id="other" className="chart-way" {...asButton} onClick={onOther}>
                      <Text>换一件</Text>
                    </View>
                  )}
                </View>
              </Panel>
              <Form
                kind={kind}
                draft={draft}
                faults={faults}
                goods={goods}
                onChange={(part) => change({ ...draft, ...part })}
              />
            </>
          }
          side={
            <View className="plan-side">
              <View className="plan-side-checks">
                <Preflight checked={checked} />
                <Forecast
                  chances={draft.forecast}
                  plan={checked.plan}
                  onSimulate={() => void simulate()}
                  onDrop={() => change({ ...draft, forecast: undefined })}
                />
              </View>
              <View>
                <Preview goods={goods} plan={wrong === 0 ? plan : undefined} shop={frame.member?.name ?? ''} />
              </View>
            </View>
          }
        />
      </View>
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
          第 {edition} 版的规则发布后就定了，不能改。要改只能再发一版，已经开始的{KINDS[kind].noun}
          仍按开始时的那一版。
        </View>
        {plan.startsAt > now && <View className="m4">到 {formatWhen(plan.startsAt, now)} 自动开始。</View>}
        {changes.length > 0 && (
          <View id="changes" className="m8">
            <Changes changes={changes} />
          </View>
        )}
      </Decision>
    </Frame>
  );
}

/** Where what was typed is by now. */
function savingWords(saving: Saving): string {
  switch (saving.state) {
    case 'untouched':
      return '改动会自动存成草稿';
    case 'saving':
      return '正在保存';
    case 'saved':
      return `${formatWhen(saving.at, serverNow())} 已自动保存`;
    case 'offline':
      return '没存上：先存在这台设备，连上再存';
    case 'gone':
      return '草稿被删了或发布了，再改就另存一份';
    case 'overtaken':
      return '有两个人在改';
    case 'refused':
      return `没存上：${saving.problem.message}`;
  }
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
