import { useState } from 'react';
import { parseCsv } from '../../../../shared/csv';
import { readSheet } from '../../../../shared/domain/productSheet';
import { Empty } from '../../components/State';
import { textOf, unreadable } from '../../platform/file';
import { up } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayDecide } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { Choose } from './Choose';
import { goodsOf } from './goods';
import { Report } from './Report';
import type { Chosen } from './rows';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

function ProductSheet({ member, memberships }: Props) {
  const { merchantId } = member;
  const wide = useWide();
  const [chosen, setChosen] = useState<Chosen>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function take(file: File): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const [text, goods] = [await textOf(file), await goodsOf(merchantId)];
    setBusy(false);
    if (!goods.ok) return setProblem(goods.refusal.message);
    const sheet = readSheet(parseCsv(text), goods.value.forms, goods.value.choices);
    const wrong = unreadable(text) ?? sheet.problem;
    if (wrong !== undefined) return setProblem(`「${file.name}」：${wrong}`);
    if (sheet.products.length === 0) return setProblem(`「${file.name}」里没有商品`);
    setChosen({ name: file.name, unknown: sheet.unknown, products: sheet.products });
  }

  return (
    <Frame
      title="导入商品"
      here="products"
      member={member}
      memberships={memberships}
      up={{ label: '商品', go: () => up('merchant/products', { merchant: merchantId }) }}
    >
      {!wide ? (
        <Empty icon="bag" title="请在电脑上打开" text="导入表格要一个宽一点的窗口" />
      ) : !mayDecide(member) ? (
        <Empty icon="people" title="你只能看，不能改商品" text="请店主给你运营的权限" />
      ) : chosen === undefined ? (
        <Choose merchantId={merchantId} busy={busy} problem={problem} onFile={(file) => void take(file)} />
      ) : (
        <Report merchantId={merchantId} chosen={chosen} onOther={() => setChosen(undefined)} />
      )}
    </Frame>
  );
}

/** Products from a table: compared with what stands first, then saved, each row with what came of it. */
export default function ProductSheetPage() {
  const [address] = useAddress('merchant/productSheet', ['merchant']);
  return (
    <Room title="导入商品" here="products" merchantId={address.merchant}>
      {(member, memberships) => <ProductSheet member={member} memberships={memberships} />}
    </Room>
  );
}
