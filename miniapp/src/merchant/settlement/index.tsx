import { Room } from '../components/Room';
import { Frame } from '../components/Frame';

export default function Page() {
  return (
    <Room title="结算" here="settlement" merchantId={undefined}>
      {(member, memberships) => (
        <Frame title="结算" here="settlement" member={member} memberships={memberships} part>
          {null}
        </Frame>
      )}
    </Room>
  );
}
