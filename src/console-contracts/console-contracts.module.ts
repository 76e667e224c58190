import { Module } from '@nestjs/common';
import { ConsoleModule } from '../console/console.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { RestModule } from '../rest/rest.module.js';
import { ContractListController } from './contract-list.controller.js';

@Module({
  imports: [ConsoleModule, ContractsModule, RestModule],
  controllers: [ContractListController],
})
export class ConsoleContractsModule {}
