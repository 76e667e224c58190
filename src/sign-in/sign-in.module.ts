import { Module } from '@nestjs/common';
import { OperatorsModule } from '../operators/operators.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { LoginsService } from './logins.service.js';
import { LogoutsService } from './logouts.service.js';
import { OperatorChangesService } from './operator-changes.service.js';
import { OperatorEntriesService } from './operator-entries.service.js';
import { PasswordChangesService } from './password-changes.service.js';
import { ProofsService } from './proofs.service.js';
import { RefreshesService } from './refreshes.service.js';
import { SecondFactorService } from './second-factor.service.js';
import { SessionEventsService } from './session-events.service.js';

const SERVICES = [
  LoginsService,
  LogoutsService,
  OperatorChangesService,
  OperatorEntriesService,
  PasswordChangesService,
  RefreshesService,
  SecondFactorService,
];

@Module({
  imports: [OperatorsModule, TokensModule],
  providers: [...SERVICES, ProofsService, SessionEventsService],
  exports: [...SERVICES, OperatorsModule, TokensModule],
})
export class SignInModule {}
