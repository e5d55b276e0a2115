import { Room } from '../components/Room';

/** 批量发货. */
export default function ShippingPage() {
  return (
    <Room title="批量发货" here="campaigns" merchantId={undefined}>
      {() => null}
    </Room>
  );
}
