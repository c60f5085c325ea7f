  def margins(self: __torch__.Generator, buffer: Tensor, room: int, width: int, before: int, after: int, replicated: bool, padded: int, rate: int, first: bool, last: bool, states: List[Tensor], index: int, kept: List[Tensor]) -> NoneType:
    if first:
      pass
    else:
      _0 = torch.copy_(torch.slice(buffer, 3, 0, room), states[index])
    _1 = (self).ends(buffer, room, width, before, after, replicated, padded, rate, first, last)
    if last:
      pass
    else:
      _2 = torch.append(kept, torch.clone(torch.slice(buffer, 3, width, torch.add(room, width))))
    return None
  def ends(self: __torch__.Generator, buffer: Tensor, room: int, width: int, before: int, after: int, replicated: bool, padded: int, rate: int, first: bool, last: bool) -> NoneType:
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
      real = torch.sub(torch.add(room, width), torch.mul(padded, rate))
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
  def periodic(self: __torch__.Generator, doubled: Tensor, frequency: Tensor, height: Tensor, before: int, after: int, first: bool, last: bool) -> Tensor:
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
      beyond = torch.sub(torch.size(doubled, 3), after)
      there = torch.slice(doubled, 3, torch.sub(beyond, 1), beyond)
      end = torch.slice(there, 2, 0, 1)
      _3 = torch.copy_(torch.slice(doubled, 3, beyond), end)
      _4 = torch.copy_(torch.slice(there, 2, 1, 2), end)
    else:
      pass
    return doubled
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
