import { useState } from 'react';
import { parseCsv } from '../../../../shared/csv';
import { Empty } from '../../components/State';
import { textOf, unreadable } from '../../platform/file';
import { up } from '../../platform/nav';
import { Frame } from '../components/Frame';
import { Room } from '../components/Room';
import { useAddress } from '../hooks/useAddress';
import { type Membership, mayShip } from '../hooks/useRoom';
import { useWide } from '../hooks/useWide';
import { Choose } from './Choose';
import { MOST, readShipFile, type ShipFile } from './rows';
import { Send } from './Send';
import './index.scss';

interface Props {
  member: Membership;
  memberships: readonly Membership[];
}

function Shipping({ member, memberships }: Props) {
  const { merchantId } = member;
  const wide = useWide();
  const [chosen, setChosen] = useState<{ file: ShipFile; name: string }>();
  const [problem, setProblem] = useState<string>();

  async function take(file: File): Promise<void> {
    const text = await textOf(file);
    const read = readShipFile(parseCsv(text));
    setProblem(undefined);
    const wrong = unreadable(text);
    if (wrong !== undefined) return setProblem(`「${file.name}」：${wrong}`);
    if (read.rows.length === 0) return setProblem(`「${file.name}」里没有填好单号的行`);
    if (read.rows.length > MOST) return setProblem(`「${file.name}」有 ${read.rows.length} 行，请分成几个表格`);
    setChosen({ file: read, name: file.name });
  }

  return (
    <Frame
      title="批量发货"
      here="orders"
      member={member}
      memberships={memberships}
      up={{ label: '订单', go: () => up('merchant/orders', { merchant: merchantId }) }}
    >
      {!wide ? (
        <Empty icon="orders" title="请在电脑上打开" text="用表格发货要一个宽一点的窗口" />
      ) : !mayShip(member) ? (
        <Empty icon="people" title="你只能看，不能发货" text="请店主给你发货的权限" />
      ) : chosen === undefined ? (
        <Choose onFile={(file) => void take(file)} problem={problem} merchantId={merchantId} />
      ) : (
        <Send file={chosen.file} name={chosen.name} merchantId={merchantId} onOther={() => setChosen(undefined)} />
      )}
    </Frame>
  );
}

/** Many orders shipped from a table: looked through first, then sent, each row with what came of it. */
export default function ShippingPage() {
  const [address] = useAddress('merchant/shipping', ['merchant']);
  return (
    <Room title="批量发货" here="orders" merchantId={address.merchant}>
      {(member, memberships) => <Shipping member={member} memberships={memberships} />}
    </Room>
  );
}
