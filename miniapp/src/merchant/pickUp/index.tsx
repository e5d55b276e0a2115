import { Room } from '../components/Room';

/** 取货核销. */
export default function PickUpPage() {
  return (
    <Room title="取货核销" here="campaigns" merchantId={undefined}>
      {() => null}
    </Room>
  );
}
