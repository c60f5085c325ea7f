  def state(self: __torch__.Generator, states: List[List[Tensor]], index: int) -> List[Tensor]:
    return states[index]
  def margins(self: __torch__.Generator, buffer: Tensor, room: int, width: int, before: int, after: int, replicated: bool, padded: List[int], rate: int, first: bool, last: bool, states: List[List[Tensor]], index: int, kept: List[List[Tensor]]) -> NoneType:
    if first:
      pass
    else:
      for i in range(torch.len(states)):
        item = torch.slice(buffer, 0, i, torch.add(i, 1))
        _0 = torch.copy_(torch.slice(item, 3, 0, room), states[i][index])
    _1 = (self).ends(buffer, room, width, before, after, replicated, padded, rate, first, last)
    if last:
      pass
    else:
      for i in range(torch.len(kept)):
        item = torch.slice(buffer, 0, i, torch.add(i, 1))
        _2 = torch.append(kept[i], torch.clone(torch.slice(item, 3, width, torch.add(room, width))))
    return None
  def ends(self: __torch__.Generator, buffer: Tensor, room: int, width: int, before: int, after: int, replicated: bool, padded: List[int], rate: int, first: bool, last: bool) -> NoneType:
    if first:
      made = torch.sub(room, before)
      _0 = torch.zero_(torch.slice(buffer, 3, 0, made))
      if torch.gt(before, 0):
        start = torch.slice(buffer, 3, made, room)
        if replicated:
          _1 = torch.copy_(start, torch.slice(buffer, 3, room, torch.add(room, 1)))
        else:
          inside = torch.slice(buffer, 3, torch.add(room, 1), torch.add(torch.add(room, 1), before))
          _2 = torch.copy_(start, torch.flip(inside, [3]))
      else:
        pass
    else:
      pass
    if last:
      _3 = (self).ended(buffer, torch.add(room, width), after, replicated, padded, rate)
    else:
      pass
    return None
  def ended(self: __torch__.Generator, buffer: Tensor, end: int, after: int, replicated: bool, padded: List[int], rate: int) -> NoneType:
    if torch.eq(torch.len(padded), 1):
      _0 = (self).item_ended(buffer, torch.sub(end, torch.mul(padded[0], rate)), after, replicated)
    else:
      for i in range(torch.len(padded)):
        item = torch.slice(buffer, 0, i, torch.add(i, 1))
        _1 = (self).item_ended(item, torch.sub(end, torch.mul(padded[i], rate)), after, replicated)
    return None
  def item_ended(self: __torch__.Generator, buffer: Tensor, real: int, after: int, replicated: bool) -> NoneType:
    _3 = torch.zero_(torch.slice(buffer, 3, real, torch.size(buffer, 3)))
    if torch.gt(after, 0):
      beyond = torch.slice(buffer, 3, real, torch.add(real, after))
      if replicated:
        _4 = torch.copy_(beyond, torch.slice(buffer, 3, torch.sub(real, 1), real))
      else:
        inside = torch.slice(buffer, 3, torch.sub(torch.sub(real, after), 1), torch.sub(real, 1))
        _5 = torch.copy_(beyond, torch.flip(inside, [3]))
    else:
      pass
    return None
  def folded(self: __torch__.Generator, input: Tensor, samples: int) -> Tensor:
    blocks = torch.floordiv(torch.size(input, 3), samples)
    start = torch.sub(torch.size(input, 3), torch.mul(blocks, samples))
    rows = torch.permute(torch.slice(input, 3, start), [0, 2, 3, 1])
    return torch.permute(torch.reshape(rows, [torch.size(rows, 0), 1, blocks, -1]), [0, 3, 1, 2])
  def unfolded(self: __torch__.Generator, output: Tensor, samples: int, length: int) -> Tensor:
    rows = torch.permute(output, [0, 2, 3, 1])
    all = torch.mul(torch.size(rows, 2), samples)
    apart = torch.reshape(rows, [torch.size(rows, 0), 1, all, -1])
    return torch.slice(torch.permute(apart, [0, 3, 1, 2]), 3, torch.sub(all, length))
  def periodic(self: __torch__.Generator, doubled: Tensor, frequency: Tensor, height: Tensor, before: int, padded: List[int], rate: int, after: int, first: bool, last: bool) -> Tensor:
    sine = torch.sin_(torch.mul(doubled, frequency))
    _0 = torch.addcmul_(doubled, torch.mul_(sine, sine), height)
    if first:
      there = torch.slice(doubled, 3, before, torch.add(before, 1))
      start = torch.slice(there, 2, 1, 2)
      _1 = torch.copy_(torch.slice(doubled, 3, 0, before), start)
      _2 = torch.copy_(torch.slice(there, 2, 0, 1), start)
    else:
      pass
    if last:
      if torch.eq(torch.len(padded), 1):
        _3 = (self).periodic_ended(doubled, torch.add(torch.mul(padded[0], rate), after))
      else:
        for i in range(torch.len(padded)):
          item = torch.slice(doubled, 0, i, torch.add(i, 1))
          _4 = (self).periodic_ended(item, torch.add(torch.mul(padded[i], rate), after))
    else:
      pass
    return doubled
  def periodic_ended(self: __torch__.Generator, doubled: Tensor, after: int) -> NoneType:
    beyond = torch.sub(torch.size(doubled, 3), after)
    there = torch.slice(doubled, 3, torch.sub(beyond, 1), beyond)
    end = torch.slice(there, 2, 0, 1)
    _0 = torch.copy_(torch.slice(doubled, 3, beyond), end)
    _1 = torch.copy_(torch.slice(there, 2, 1, 2), end)
    return None
  def doubled(self: __torch__.Generator, input: Tensor, filter: Tensor) -> Tensor:
    rows = torch.reshape(torch.select(filter, 0, 0), [2, 6])
    windows = torch.unfold(torch.squeeze(input, 2), 2, 6, 1)
    phases = torch.matmul(windows, torch.transpose(torch.flip(rows, [0]), 0, 1))
    return torch.permute(phases, [0, 1, 3, 2])
  def halved(self: __torch__.Generator, input: Tensor, filter: Tensor) -> Tensor:
    windows = torch.permute(torch.unfold(input, 3, 6, 1), [0, 3, 1, 2, 4])
    taps = torch.reshape(torch.select(filter, 0, 0), [12])
    sums = torch.matmul(torch.reshape(windows, [torch.size(windows, 0), torch.size(windows, 1), torch.size(windows, 2), 12]), taps)
    return torch.unsqueeze(torch.permute(sums, [0, 2, 1]), 2)
