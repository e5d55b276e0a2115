import { Room } from '../components/Room';

/** 售后. */
export default function AfterSalesPage() {
  return (
    <Room title="售后" here="campaigns" merchantId={undefined}>
      {() => null}
    </Room>
  );
}
