import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';

export default function OfferPage() {
  return (
    <Screen title="砍价">
      <Hosts />
    </Screen>
  );
}
