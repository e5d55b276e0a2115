import { Room } from '../components/Room';

/** 订单. */
export default function OrdersPage() {
  return (
    <Room title="订单" here="campaigns" merchantId={undefined}>
      {() => null}
    </Room>
  );
}
