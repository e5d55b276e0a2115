import { Text, View } from '@tarojs/components';
import { type ComponentProps, type ReactNode, useEffect, useState } from 'react';
import { asButton, Btn } from '../../components/Btn';
import { Icon } from '../../components/Icon';
import { call, mayRetry, newRequestId, type Problem } from '../../platform/api';
import { toast } from '../../platform/notice';
import { Columns } from '../components/Columns';
import { Frame } from '../components/Frame';
import { useWide } from '../hooks/useWide';
import { About } from './About';
import { type Choices, type Draft, differencesOf, draftOf, faultsOf, newDraft, type Product, wishOf } from './draft';
import { drop, keep, keptOf } from './kept';
import { Pictures } from './Pictures';
import { Selling } from './Selling';
import { Skus } from './Skus';
import { useSending } from './useSending';

interface Props {
  frame: Omit<ComponentProps<typeof Frame>, 'children' | 'acts'>;
  merchantId: string;
  choices: Choices;
  /** Left out where it is a new one. */
  product: Product | undefined;
  onChoices: (choices: Choices) => void;
  /** Asks for the product as it is now. */
  again: () => Promise<void>;
  toList: () => void;
}

/** A product being written. What is typed is kept on this device until it is saved, whatever is refused or overtaken. */
export function Editor({ frame, merchantId, choices, product, onChoices, again, toList }: Props) {
  const productId = product?.id;
  const fresh = () => (product ? draftOf(product) : newDraft(choices));
  const [kept] = useState(() => keptOf(merchantId, productId));
  const [draft, setDraft] = useState<Draft>(() => kept?.draft ?? fresh());
  /** The version that it is written over. */
  const [over, setOver] = useState(kept?.version ?? product?.version ?? 0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  /** Kept as long as it is not known what became of it, whatever is typed then: the server tells another wish from the same. */
  const [requestId, setRequestId] = useState(kept?.requestId ?? newRequestId);

  const faults = faultsOf(draft, choices, (product?.campaigns.length ?? 0) > 0);
  const wrong = Object.keys(faults).length;
  const same = JSON.stringify(draft) === JSON.stringify(fresh());
  const overtaken = product !== undefined && product.version !== over && !same;

  useEffect(() => {
    if (same) drop(merchantId, productId);
    else keep(merchantId, productId, { draft, version: over, requestId });
  }, [same, draft, over, requestId, merchantId, productId]);

  const sending = useSending(merchantId, (picture) =>
    setDraft((before) =>
      before.pictures.includes(picture) ? before : { ...before, pictures: [...before.pictures, picture] },
    ),
  );

  const wide = useWide();
  const pictures = (
    <Pictures
      pictures={draft.pictures}
      sending={sending}
      error={faults.pictures}
      onChange={(next) => setDraft((before) => ({ ...before, pictures: next(before.pictures) }))}
    />
  );

  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  function goOver(version: number): void {
    setOver(version);
    setRequestId(newRequestId());
    setProblem(undefined);
  }

  function begin(): void {
    setDraft(fresh());
    goOver(product?.version ?? 0);
  }

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const answer = await call('product.save', {
      merchantId,
      requestId,
      ...(productId === undefined ? {} : { productId, seenVersion: over }),
      product: wishOf(draft),
    });
    if (answer.ok) {
      drop(merchantId, productId);
      toast('存好了');
      return toList();
    }
    if (!mayRetry(answer.refusal)) {
      setRequestId(newRequestId());
      if (productId !== undefined) await again();
    }
    setBusy(false);
    setProblem(answer.refusal);
  }

  return (
    <Frame
      {...frame}
      acts={
        <Btn
          id="save"
          busy={busy}
          disabled={!busy && (wrong > 0 || same || overtaken || sending.busy)}
          onClick={() => void save()}
        >
          {sending.busy
            ? '图片还在传'
            : wrong > 0
              ? `还有 ${wrong} 处要改`
              : same
                ? '和现在一样'
                : overtaken
                  ? '先看别人的改动'
                  : '保存'}
        </Btn>
      }
    >
      <Columns
        main={
          <>
            {overtaken ? (
              <Notice id="overtaken">
                <View>刚刚有人存了新的。你写的还在，没有丢，和现在存着的不同在这里：</View>
                {differencesOf(product, draft, choices).map(({ label, now, mine }) => (
                  <View key={label} className="m4">
                    {label}：现在是「{now}」，你写的是「{mine}」
                  </View>
                ))}
                <View className="row g16 m8">
                  <Way id="seen" onClick={() => goOver(product.version)}>
                    看过了，用我写的
                  </Way>
                  <Way id="theirs" onClick={begin}>
                    用现在存着的
                  </Way>
                </View>
              </Notice>
            ) : problem ? (
              <Notice id="saveProblem">
                {product === undefined && isSavedBefore(problem)
                  ? '前一次已经存好了，之后改的没有存。去商品列表打开它接着改；在这里再存，会是另一件商品。'
                  : `没有存：${problem.message}`}
              </Notice>
            ) : (
              kept !== undefined &&
              !same && (
                <Notice id="kept">
                  <View>这是你上次写到一半的，还没有存。</View>
                  <View className="m4">
                    <Way id="notKept" onClick={begin}>
                      不要了，从头写
                    </Way>
                  </View>
                </Notice>
              )
            )}
            {!wide && pictures}
            <About
              merchantId={merchantId}
              draft={draft}
              faults={faults}
              choices={choices}
              onChange={change}
              onChoices={onChoices}
            />
            <Skus
              merchantId={merchantId}
              draft={draft}
              faults={faults}
              product={product}
              onChange={change}
              onStock={again}
            />
          </>
        }
        side={
          <>
            {wide && pictures}
            {product && <Selling merchantId={merchantId} product={product} onPlaced={again} />}
          </>
        }
      />
    </Frame>
  );
}

/** Of a new one: an earlier try, whose answer was lost, has made it. */
const isSavedBefore = (problem: Problem): boolean =>
  problem.kind === 'refused' && (problem.code === 'requestIdReused' || problem.code === 'conflict');

function Notice({ id, children }: { id: string; children: ReactNode }) {
  return (
    <View id={id} className="room-notice">
      <Icon name="alert" size={16} />
      <View className="grow">{children}</View>
    </View>
  );
}

function Way({ id, onClick, children }: { id: string; onClick: () => void; children: string }) {
  return (
    <View id={id} className="chart-way" {...asButton} onClick={onClick}>
      <Text>{children}</Text>
    </View>
  );
}
