import { Room } from '../components/Room';
import { Frame } from '../components/Frame';

export default function Page() {
  return (
    <Room title="提现" here="payouts" merchantId={undefined}>
      {(member, memberships) => (
        <Frame title="提现" here="payouts" member={member} memberships={memberships} part>
          {null}
        </Frame>
      )}
    </Room>
  );
}
