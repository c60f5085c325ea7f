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
