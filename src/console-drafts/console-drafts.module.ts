import { Module } from '@nestjs/common';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { ConsoleModule } from '../console/console.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { RestModule } from '../rest/rest.module.js';
import { ContractFormController } from './contract-form.controller.js';

@Module({
  imports: [ConfirmationsModule, ConsoleModule, ContractsModule, RestModule],
  controllers: [ContractFormController],
})
export class ConsoleDraftsModule {}
