import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';

export default function BargainPage() {
  return (
    <Screen title="砍价">
      <Hosts />
    </Screen>
  );
}
