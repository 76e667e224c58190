import { Module } from '@nestjs/common';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { ConsoleModule } from '../console/console.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { RestModule } from '../rest/rest.module.js';
import { AmendController } from './amend.controller.js';
import { ContractFormController } from './contract-form.controller.js';

@Module({
  imports: [ConfirmationsModule, ConsoleModule, ContractsModule, RestModule],
  controllers: [AmendController, ContractFormController],
})
export class ConsoleDraftsModule {}
