/** The simulated phones as a page: there only where the simulator plays the carrier. */
import { Module } from '@nestjs/common';
import { CarriersModule } from '../carriers/carriers.module.js';
import { ConfirmationsModule } from '../confirmations/confirmations.module.js';
import { ConsoleModule } from '../console/console.module.js';
import { ContractsModule } from '../contracts/contracts.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { RestModule } from '../rest/rest.module.js';
import { PagesModule } from './pages.module.js';
import { PhoneDeskService } from './phone-desk.service.js';
import { PhonePlayController } from './phone-play.controller.js';
import { PhonesController } from './phones.controller.js';
import { SampleContractsService } from './sample-contracts.service.js';

@Module({
  imports: [
    CarriersModule,
    ConfirmationsModule,
    ConsoleModule,
    ContractsModule,
    MessagingModule,
    PagesModule,
    RestModule,
  ],
  controllers: [PhonesController, PhonePlayController],
  providers: [PhoneDeskService, SampleContractsService],
})
export class PhonesModule {}
