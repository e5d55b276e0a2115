import { Hosts } from '../../components/Hosts';
import { Screen } from '../../components/Screen';

export default function VerifyPage() {
  return (
    <Screen title="验证公平">
      <Hosts />
    </Screen>
  );
}
