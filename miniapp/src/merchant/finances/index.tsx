import { Room } from '../components/Room';
import { Frame } from '../components/Frame';

export default function Page() {
  return (
    <Room title="财务" here="finances" merchantId={undefined}>
      {(member, memberships) => (
        <Frame title="财务" here="finances" member={member} memberships={memberships} part>
          {null}
        </Frame>
      )}
    </Room>
  );
}
