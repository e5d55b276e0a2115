import { Room } from '../components/Room';

/** 售后. */
export default function MerchantAfterSalePage() {
  return (
    <Room title="售后" here="campaigns" merchantId={undefined}>
      {() => null}
    </Room>
  );
}
