import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';

export default function ListPage() {
  return (
    <Screen title="砍价专场">
      <Hosts />
    </Screen>
  );
}
