import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';

export default function MinePage() {
  return (
    <Screen title="我的砍价">
      <Hosts />
    </Screen>
  );
}
